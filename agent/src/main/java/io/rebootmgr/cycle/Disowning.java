package io.rebootmgr.cycle;

import io.rebootmgr.consul.Operation;
import io.rebootmgr.facts.ConfirmedFacts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimLock;
import io.rebootmgr.slot.Slots;
import io.rebootmgr.verdict.ExitCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The claims in this node's name that it knows nothing of leave the list; everybody's else stay. */
record Disowning(Self self, String group, List<Claim> forged) implements SlotWriter.Edit {

    private static final Logger LOG = LoggerFactory.getLogger(Disowning.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Removes them; what is left to say if that does not succeed. */
    static Optional<Outcome> carryOut(Ports ports, Self self, String group, List<Claim> forged) {
        for (Claim claim : forged) {
            LOG.error(
                    "claim {} ({}) stands in this node's name in {}, and the node knows nothing of it: its claim file was"
                            + " lost, or somebody who may write there has forged it. It is removed",
                    claim.id(),
                    claim.state().label(),
                    self.keys().slots(group));
        }
        return new SlotWriter(ports, self, group)
                .make(new Disowning(self, group, forged), PATIENCE)
                .end("the removal of a forged claim", ExitCode.CONSUL, Optional.empty());
    }

    @Override
    public String node() {
        return self.node();
    }

    @Override
    public Optional<Slots> next(ConfirmedFacts now, Slots slots) {
        return Optional.of(OwnClaim.without(slots, forged));
    }

    @Override
    public List<Operation> alongside(ConfirmedFacts now) {
        // A lock that a run took whose file is lost would put its claim back.
        String lock = self.keys().preparing(group, node());
        return forged.stream()
                .filter(claim -> ClaimLock.names(now.view(), self.keys(), group, node(), claim.id()))
                .<Operation>map(claim -> new Operation.DeleteIf(lock, now.view().index(lock)))
                .limit(1)
                .toList();
    }

    @Override
    public boolean stands(ConfirmedFacts now, Slots slots) {
        return slots.claims().stream().noneMatch(claim -> OwnClaim.isAmong(forged, claim));
    }
}
