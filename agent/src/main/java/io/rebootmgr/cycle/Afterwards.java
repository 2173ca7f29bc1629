package io.rebootmgr.cycle;

import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.View;
import io.rebootmgr.facts.ConfirmedFacts;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.PolicyState;
import io.rebootmgr.facts.Self;
import io.rebootmgr.facts.StaleFacts;
import io.rebootmgr.host.HostException;
import io.rebootmgr.host.Terminated;
import io.rebootmgr.rollout.NodeTurn;
import io.rebootmgr.verdict.ExitCode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * What concerns more than the run that has ended: that its node is alive, and the rollout of its group. Neither fails
 * the run or changes its code; at most its last word has an addition.
 */
final class Afterwards {
    private final Ports ports;
    private final Self self;
    private final Facts seen;

    /** @param seen the last look at the keys; what the run has written since is not in it */
    Afterwards(Ports ports, Self self, Facts seen) {
        this.ports = ports;
        this.self = self;
        this.seen = seen;
    }

    /** Does what is due, and returns the outcome with what its reader should know besides. */
    Outcome of(Outcome outcome) {
        try {
            lookAfterOthers(outcome);
        } catch (ConsulException | HostException | Terminated e) {
            // The run is over, and its outcome stands; whatever this would have done a later run does.
            warn("what this run does for others at its end is left to a later run: {}", e.getMessage());
        }
        return withItsRollout(outcome);
    }

    /**
     * Idle runs come here: whatever it costs to know whose keys these are is asked only where there is something to do.
     */
    private void lookAfterOthers(Outcome outcome) {
        if (seen.turn() instanceof NodeTurn.Unknown unknown) {
            // It holds what this node is asked for; where it is asked for nothing, this alone tells.
            warn("no rollout is carried on here: {}", unknown.why());
        }
        Optional<View.Entry> word = seen.view().get(self.keys().status(self.node()));
        LifeSign sign = new LifeSign(ports, self);
        boolean speaks = word.isPresent() && sign.isDue(word.get());
        boolean advances =
                seen.turn() instanceof NodeTurn.Placed turn && RolloutUpkeep.isDue(ports, seen, turn, outcome);
        boolean follows = GroupDuty.isToFollow(seen, ports.clock().now());
        if ((!speaks && !advances && !follows) || isNamesake(outcome)) {
            return;
        }
        if (speaks) {
            sign.repeat(word.get());
        }
        if (advances && seen.turn() instanceof NodeTurn.Placed turn) {
            RolloutUpkeep.lookAfter(ports, seen, turn);
        } else if (follows && seen.policy() instanceof PolicyState.Known known) {
            Following.look(ports, seen, known.policy().follow());
        }
    }

    /** Whether these are another machine's keys, which nothing is written in the name of. */
    private boolean isNamesake(Outcome outcome) {
        Optional<Outcome> stranger = Identity.mismatch(ports.consul(), self);
        if (stranger.isPresent() && !stranger.get().text().equals(outcome.text())) {
            warn("nothing is written: {}", stranger.get().text());
        }
        return stranger.isPresent();
    }

    /**
     * All is well here, and yet nothing goes on: whoever has mended the node, and ran this, is to know that its rollout
     * stands still. An idle run has just seen it; one that did something looks again, for somebody may have set it
     * running.
     */
    private Outcome withItsRollout(Outcome outcome) {
        if (outcome.code() != ExitCode.DONE || whyItStandsStill(seen).isEmpty()) {
            return outcome;
        }
        try {
            Facts now = seen instanceof StaleFacts ? seen : ConfirmedFacts.read(ports.consul(), ports.host(), self);
            return whyItStandsStill(now)
                    .map(why -> outcome.saying(outcome.text() + "; " + why))
                    .orElse(outcome);
        } catch (ConsulException e) {
            return outcome;
        }
    }

    private static Optional<String> whyItStandsStill(Facts facts) {
        return facts.turn() instanceof NodeTurn.Placed turn ? turn.standsStill() : Optional.empty();
    }

    /** Only who has something to say makes a logger: idle runs come by here. */
    private static void warn(String text, @Nullable String what) {
        LoggerFactory.getLogger(Afterwards.class).warn(text, what);
    }
}
