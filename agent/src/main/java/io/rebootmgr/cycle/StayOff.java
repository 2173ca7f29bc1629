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

    /** Whether this node is meant, by these facts, and has a command for it. */
    static boolean isMeant(Ports ports, Facts facts) {
        return ports.host().canPowerOff() && leased(facts).isPresent();
    }

    private static Optional<Lease> leased(Facts facts) {
        return facts.lease() instanceof LeaseState.Held(Lease lease)
                        && lease.purpose().equals(Purpose.POWER_OFF.label())
                ? Optional.of(lease)
                : Optional.empty();
    }

    /**
     * Switches it off; empty where it is to stay as it is. A node that was up when it was leased is: whoever leased it
     * has not switched it off yet. Told by the boot id that the lease carries, and by two clocks, which may be wrong by
     * days: both have to say that it has booted since, so one that was leased shortly before it booted may stay up.
     */
    static Optional<Outcome> carryOut(Ports ports, Facts facts) {
        if (!isMeant(ports, facts)) {
            return Optional.empty();
        }
        Lease lease = leased(facts).orElseThrow();
        Instant booted = ports.clock().now().minus(ports.host().uptime());
        boolean wasUp = lease.boot().equals(Optional.of(ports.host().bootId()));
        boolean stays = wasUp || !lease.since().isBefore(booted);
        // Asked before the lease counts as seen, for that is once in a boot, and Consul may not answer.
        Optional<Outcome> other = stays ? Optional.empty() : Identity.mismatch(ports.consul(), facts.self());
        if (other.isPresent()) {
            return other;
        }
        if (!ports.host().isNewLease(lease.id()) || stays) {
            return Optional.empty();
        }
        // Not a field: every idle run asks this class, and none shall start the log for it.
        LoggerFactory.getLogger(StayOff.class)
                .warn("booted although leased to be off, by {}: switching it off", lease.text());
        ports.listener().happened(new Event.PoweringOff(lease));
        String result = switch (ports.host().powerOff()) {
            case Rebooted.Issued issued -> "switching this node off";
            case Rebooted.Failed(String cause) -> "lease.power_off_command failed: " + cause;
            case Rebooted.NotStarted(String cause) -> "lease.power_off_command could not be started: " + cause;
        };
        return Optional.of(new Outcome(ExitCode.LEASED, "leased by " + lease.text() + "; " + result));
    }
}
