package io.rebootmgr.cycle;

import io.rebootmgr.consul.Consul.Watched;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.PolicyState;
import io.rebootmgr.facts.Self;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.slot.Position;
import java.time.Duration;
import java.util.Optional;

/**
 * Waits for a slot. Only the few nodes that are named as next in line stay for it, or a run that was told to; they watch the
 * group's keys. A free slot is left for some seconds to those who are before, so that not everybody comes at once, and
 * for no longer, so that one who does not come holds up nobody.
 */
final class Turn {
    /** A signal, or a trigger that is gone, is noticed so late at most. */
    private static final Duration LOOK = Duration.ofSeconds(5);
    /** Gates that a group's keys say nothing of are judged again so often. */
    private static final Duration ROUND = Duration.ofMinutes(5);
    /** However often the group's keys change. */
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Ports ports;
    private final Self self;
    private final Request request;
    private final Duration deadline;
    private final Duration deadlineIfNext;
    private long index;

    Turn(Ports ports, Self self, Request request) {
        this.ports = ports;
        this.self = self;
        this.request = request;
        Duration now = ports.clock().elapsed();
        this.deadline = now.plus(request.patience());
        this.deadlineIfNext = now.plus(request.patienceIfNext());
    }

    /** Whether this run may still wait, at this place. */
    boolean mayWait(Position position) {
        return left(position).isPositive();
    }

    private Duration left(Position position) {
        Duration end = position.named() && deadlineIfNext.compareTo(deadline) > 0 ? deadlineIfNext : deadline;
        return end.minus(ports.clock().elapsed());
    }

    /**
     * Waits until this node's turn has come, or until everything should be judged again: now and then, when waiting is over,
     * and when something has changed that a free slot does not help against.
     *
     * @return whether it is the turn of this node
     * @throws MalformedJson when the slots cannot be read
     */
    boolean await() throws MalformedJson {
        Duration begun = ports.clock().elapsed();
        Optional<Duration> freeSince = Optional.empty();
        Duration look = Duration.ZERO;
        while (true) {
            Watched seen = ports.consul().watch(self.keys().group(self.group()), index, look);
            index = seen.index();
            Facts glance = Facts.glance(ports.consul(), ports.host(), self);
            boolean wanted = request.operator() || !glance.triggers().isEmpty();
            if (!wanted || glance.stop().isPresent() || !(glance.policy() instanceof PolicyState.Known known)) {
                return false;
            }
            Duration now = ports.clock().elapsed();
            int limit = known.policy().limit();
            Position position = Position.of(seen.view(), self.keys(), self.group(), self.node(), limit);
            if (position.free() > 0) {
                freeSince = freeSince.or(() -> Optional.of(now));
                look = position.courtesy().minus(now.minus(freeSince.get()));
                if (!look.isPositive()) {
                    return true;
                }
            } else {
                freeSince = Optional.empty();
                look = left(position);
            }
            if (!look.isPositive() || now.minus(begun).compareTo(ROUND) >= 0) {
                return false;
            }
            look = look.compareTo(LOOK) < 0 ? look : LOOK;
            ports.clock().sleep(PAUSE);
        }
    }
}
