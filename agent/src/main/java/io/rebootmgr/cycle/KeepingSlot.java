package io.rebootmgr.cycle;

import io.rebootmgr.facts.Self;
import io.rebootmgr.task.TaskRunner.Watch;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the slot of a node whose drain is being undone, see {@link MarkingDrained}, and watches the abort tasks. They
 * do not wait for a Consul that cannot say: the node is to serve again. But as long as they run it is tried again, for
 * the session may not live as long as they do.
 */
final class KeepingSlot implements Watch {
    private static final Logger LOG = LoggerFactory.getLogger(KeepingSlot.class);
    /** Putting the node back into service does not wait longer for it. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** Between two tries. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final Ports ports;
    private final Self self;
    private final LocalClaim local;
    private final Watch watch;

    /** When it was tried last; empty once it is certain. */
    private Optional<Duration> uncertainSince = Optional.empty();

    private KeepingSlot(Ports ports, Self self, LocalClaim local, Watch watch) {
        this.ports = ports;
        this.self = self;
        this.local = local;
        this.watch = watch;
    }

    /**
     * From now on.
     *
     * @param watch of the abort tasks, which ends them
     */
    static KeepingSlot begin(Ports ports, Self self, LocalClaim local, Watch watch) {
        KeepingSlot keeping = new KeepingSlot(ports, self, local, watch);
        MarkingDrained.mark(ports, self, local, PATIENCE).ifPresent(why -> {
            LOG.warn(
                    "{}; tried again while its drain is undone, and until then the slot goes with its session",
                    why.text());
            keeping.uncertainSince = Optional.of(ports.clock().elapsed());
        });
        return keeping;
    }

    @Override
    public Optional<String> look() {
        Optional<String> why = watch.look();
        if (why.isEmpty()) {
            again();
        }
        return why;
    }

    @Override
    public Optional<String> lookBeforeStart() {
        return watch.lookBeforeStart();
    }

    @Override
    public void heard(String line) {
        watch.heard(line);
    }

    private void again() {
        Duration now = ports.clock().elapsed();
        if (uncertainSince.filter(last -> now.minus(last).compareTo(PAUSE) >= 0).isEmpty()) {
            return;
        }
        boolean isCertain =
                MarkingDrained.mark(ports, self, local, Duration.ZERO).isEmpty();
        if (isCertain) {
            LOG.info("the slot is kept until the drain is undone");
        }
        uncertainSince =
                isCertain ? Optional.empty() : Optional.of(ports.clock().elapsed());
    }
}
