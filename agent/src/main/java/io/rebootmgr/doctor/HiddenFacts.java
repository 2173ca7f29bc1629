package io.rebootmgr.doctor;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Consul.Counts;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.verdict.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;

/**
 * The token sees every service of this node and every member. What it may not read Consul leaves out without a word, and a
 * service that is not seen holds no reboot back: the agent's own count tells the difference.
 */
final class HiddenFacts implements Examination {
    /** Something may have come or gone between the two questions. */
    private static final int LOOKS = 3;

    @Override
    public String about() {
        return "rights: facts";
    }

    @Override
    public boolean needsConsul() {
        return true;
    }

    @Override
    public List<Finding> examine(Patient patient) {
        Consul consul = patient.consul();
        if (consul.counts().isEmpty()) {
            return List.of(Finding.note(
                    about(),
                    "not known whether Consul hides services or nodes from this node's token",
                    "make sure that its ACL policy has service:read and node:read on everything"));
        }
        List<Finding> findings = new ArrayList<>();
        hidden(consul, Counts::services, () -> consul.localServices().size())
                .ifPresent(hidden -> findings.add(Finding.fail(
                        about(),
                        ExitCode.CONSUL,
                        hidden
                                + " of this node's services cannot be seen, so their health has no say: needs service:read",
                        ReadRights.WAY_OUT)));
        hidden(consul, Counts::members, () -> members(consul))
                .ifPresent(hidden -> findings.add(Finding.fail(
                        about(),
                        ExitCode.CONSUL,
                        hidden + " of the members cannot be seen, nor how services fare there: needs node:read",
                        ReadRights.WAY_OUT)));
        return findings.isEmpty()
                ? List.of(Finding.ok(about(), "sees all services of this node and all members"))
                : findings;
    }

    /** How many of how many are not seen, if it stays so. */
    private static Optional<String> hidden(Consul consul, ToIntFunction<Counts> count, IntSupplier look) {
        Optional<String> hidden = Optional.empty();
        for (int i = 0; i < LOOKS; i++) {
            int all = consul.counts().map(count::applyAsInt).orElse(0);
            int seen = look.getAsInt();
            hidden = seen < all ? Optional.of(all - seen + " of " + all) : Optional.empty();
            if (hidden.isEmpty()) {
                break;
            }
        }
        return hidden;
    }

    private static int members(Consul consul) {
        try {
            return consul.members().size();
        } catch (ConsulException e) {
            if (e.kind() == ConsulException.Kind.FORBIDDEN) {
                return 0;
            }
            throw e;
        }
    }
}
