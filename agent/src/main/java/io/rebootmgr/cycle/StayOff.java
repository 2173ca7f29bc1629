package io.rebootmgr.cycle;

import io.rebootmgr.event.Event;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.host.Host.Rebooted;
import io.rebootmgr.lease.Lease;
import io.rebootmgr.lease.LeaseState;
import io.rebootmgr.lease.Purpose;
import io.rebootmgr.verdict.ExitCode;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * A machine that boots although somebody leased it to be off is switched off again, by the first run of that boot and
 * by no other: where the command does not help it stays up, out of rebootmgr's hands as under every lease.
 */
final class StayOff {
    private StayOff() {}

    /** Whether this node is meant, has a command for it, and no run of this boot has settled whether to use it. */
    static boolean isOpen(Ports ports, Facts facts) {
        return facts.stop().isEmpty()
                && ports.host().canPowerOff()
                && leased(facts)
                        .filter(lease -> !ports.host().knowsLease(lease.id()))
                        .isPresent();
    }

    /** Whether a run that began now would switch it off, if it is the node that it takes itself for. */
    static boolean isDue(Ports ports, Facts facts) {
        return due(ports, facts).isPresent();
    }

    /** How a run would end that switches it off; empty where it is to stay as it is. Nothing is changed. */
    static Optional<Outcome> would(Ports ports, Facts facts) {
        return isDue(ports, facts)
                ? Identity.mismatch(ports.consul(), facts.self())
                        .or(() -> leased(facts)
                                .map(lease -> new Outcome(
                                        ExitCode.LEASED,
                                        "would switch this node off: leased by "
                                                + lease.text(facts.self().zone().get()))))
                : Optional.empty();
    }

    private static Optional<Lease> leased(Facts facts) {
        return facts.lease() instanceof LeaseState.Held(Lease lease)
                        && lease.purpose().equals(Purpose.POWER_OFF.label())
                ? Optional.of(lease)
                : Optional.empty();
    }

    private static Optional<Lease> due(Ports ports, Facts facts) {
        return isOpen(ports, facts) ? leased(facts).filter(lease -> !stays(ports, lease)) : Optional.empty();
    }

    /**
     * A node that was up when it was leased stays so: whoever leased it has not switched it off yet. Told by the boot
     * id that the lease carries, and by two clocks, which may be wrong by days: both have to say that it has booted
     * since, so one that was leased shortly before it booted may stay up.
     */
    private static boolean stays(Ports ports, Lease lease) {
        Instant booted = ports.clock().now().minus(ports.host().uptime());
        boolean wasUp = lease.boot().equals(Optional.of(ports.host().bootId()));
        return wasUp || !lease.since().isBefore(booted);
    }

    /** Switches it off; empty where it is to stay as it is. Either is settled for this boot. */
    static Optional<Outcome> carryOut(Ports ports, Facts facts) {
        if (!isOpen(ports, facts)) {
            return Optional.empty();
        }
        Optional<Lease> due = due(ports, facts);
        // Asked before it is settled, for that is once in a boot, and Consul may not answer.
        Optional<Outcome> other = due.flatMap(lease -> Identity.mismatch(ports.consul(), facts.self()));
        if (other.isPresent()) {
            return other;
        }
        boolean settled = ports.host().noteLease(leased(facts).orElseThrow().id());
        return settled ? due.map(lease -> switchOff(ports, facts, lease)) : Optional.empty();
    }

    private static Outcome switchOff(Ports ports, Facts facts, Lease lease) {
        String whose = lease.text(facts.self().zone().get());
        // Not a field: every idle run asks this class, and none shall start the log for it.
        LoggerFactory.getLogger(StayOff.class).warn("booted although leased to be off, by {}: switching it off", whose);
        ports.listener().happened(new Event.PoweringOff(lease));
        String result = switch (ports.host().powerOff()) {
            case Rebooted.Issued issued -> "switching this node off";
            case Rebooted.Failed(String cause) -> "lease.power_off_command failed: " + cause;
            case Rebooted.NotStarted(String cause) -> "lease.power_off_command could not be started: " + cause;
        };
        return new Outcome(ExitCode.LEASED, "leased by " + whose + "; " + result);
    }
}
