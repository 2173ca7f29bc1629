package io.rebootmgr.cli;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.consul.Written;
import io.rebootmgr.host.Clock;
import io.rebootmgr.host.SystemClock;
import java.time.Duration;
import java.util.List;

/**
 * Changes keys by what stands there: look, decide, write in one transaction. Again when others came between or the
 * answer was lost, at most 20 times.
 */
final class KeyWrite {
    private static final int MAX_ATTEMPTS = 20;
    private static final Duration PAUSE = Duration.ofMillis(500);

    private KeyWrite() {}

    /** Decides what to write; asked anew with a fresh view for every attempt. */
    @FunctionalInterface
    interface Plan {
        /** What to write, nothing where all is as it should be. */
        List<Operation> from(View now);
    }

    /**
     * Makes the change.
     *
     * @param prefixes what the plan has to see
     * @return what stood there before
     */
    static View make(Consul consul, List<String> prefixes, Plan plan) {
        Clock clock = SystemClock.withoutShutdownHook();
        View before = consul.read(Consistency.CONSISTENT, prefixes);
        View now = before;
        String trouble = "";
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            List<Operation> operations = plan.from(now);
            if (operations.isEmpty()) {
                return before;
            }
            before = now;
            boolean unknown = false;
            switch (written(consul, operations)) {
                case Written.Applied applied -> {
                    return before;
                }
                case Written.Refused refused -> trouble = String.join("; ", refused.reasons());
                case Written.Unknown lost -> {
                    trouble = lost.cause();
                    unknown = true;
                }
            }
            clock.sleep(PAUSE);
            now = readBack(consul, prefixes, trouble);
            before = unknown ? before : now;
        }
        throw new ConsulException(
                ConsulException.Kind.UNREACHABLE, "given up, it is not known whether it was written: " + trouble);
    }

    /**
     * A leader that is lost at this very moment may be another in seconds: nothing was written, and it is tried again.
     */
    private static Written written(Consul consul, List<Operation> operations) {
        try {
            return consul.write(operations);
        } catch (ConsulException e) {
            if (e.kind() == ConsulException.Kind.NO_LEADER) {
                return new Written.Refused(List.of(e.reason()));
            }
            throw e;
        }
    }

    private static View readBack(Consul consul, List<String> prefixes, String trouble) {
        try {
            return consul.read(Consistency.CONSISTENT, prefixes);
        } catch (ConsulException e) {
            throw new ConsulException(
                    e.kind(), e.reason() + "; it is not known whether it was written (" + trouble + ")", e);
        }
    }
}
