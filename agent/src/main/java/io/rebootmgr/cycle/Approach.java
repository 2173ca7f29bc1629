package io.rebootmgr.cycle;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.cycle.SlotWriter.EditEnd;
import io.rebootmgr.event.Event;
import io.rebootmgr.facts.Self;
import io.rebootmgr.host.Terminated;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimState;
import io.rebootmgr.slot.WaitingLine;
import io.rebootmgr.verdict.ExitCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** The steps up to the claim. Nothing is held yet, so a run that ends here has nothing to undo. */
final class Approach {
    private static final Logger LOG = LoggerFactory.getLogger(Approach.class);

    private static final int MAX_RACES = 5;

    private static final Outcome LOST_RACE =
            new Outcome(ExitCode.NO_SLOT, "held by slot: another node was faster", Optional.of("slot"));

    private final Ports ports;
    private final Self self;
    private final RunRequest request;
    /** What was needed when the run began. */
    private final ChangeKind needed;

    private final SlotWait wait;
    private @Nullable Preparation preparation;

    Approach(Ports ports, Self self, RunRequest request, ChangeKind needed) {
        this.ports = ports;
        this.self = self;
        this.request = request;
        this.needed = needed;
        this.wait = new SlotWait(ports, self, request);
    }

    /** Every stage can be run and the claim be written down: better known now than when the node is drained. */
    Optional<Outcome> nodeCanChange() {
        return obstacle(ports, needed);
    }

    /** What keeps this node from a change whatever the fleet says; the same for a run and for whoever forecasts one. */
    static Optional<Outcome> obstacle(Ports ports, ChangeKind change) {
        return Stages.obstacle(ports.tasks(), change)
                .or(() -> ports.host()
                        .claimObstacle()
                        .or(ports.host()::foreignHand)
                        .map(why -> new Outcome(ExitCode.INVALID, why)));
    }

    /** Nothing is against it, and it is this node's turn; waits in line for both as long as the request says. */
    Optional<Outcome> gatesAreOpen() {
        return wait.untilItsTurn();
    }

    /** Takes a slot; {@link #preparation} has it then. */
    Optional<Outcome> claimSlot() {
        ports.doing("taking a slot of group " + self.group());
        Optional<Outcome> end = tryToClaim();
        for (int races = 1; races < MAX_RACES && lostRace(end); races++) {
            end = gatesAreOpen().or(this::tryToClaim);
        }
        return end;
    }

    private static boolean lostRace(Optional<Outcome> end) {
        return end.isPresent() && end.get().equals(LOST_RACE);
    }

    /** The next part of the way, once a slot is ours. */
    Preparation preparation() {
        if (preparation == null) {
            throw new IllegalStateException("no slot claimed");
        }
        return preparation;
    }

    private Optional<Outcome> tryToClaim() {
        Judgement seen = wait.judged();
        ChangeKind change = request.change(seen.triggers());
        Optional<Outcome> cannot = cannotMake(change, seen);
        if (cannot.isPresent()) {
            return cannot;
        }
        Had had = Had.now(ports, self);
        String id = ports.ids().get();
        MDC.put("claim", id);
        LOG.info("all gates are open");
        String reason = request.reason(seen.triggers());
        String bootId = ports.host().bootId();
        LocalClaim local = new LocalClaim(
                        id,
                        self.group(),
                        LocalClaim.Step.CLAIMING,
                        bootId,
                        "",
                        reason,
                        false,
                        seen.triggers(),
                        LocalClaim.Commit.NONE,
                        entry(id, change, reason, seen))
                .awaiting(had.awaited())
                .of(change)
                .in(OwnRollout.part(ports, seen.facts(), change));
        local.save(ports.host());
        Duration ttl = seen.policy().sessionTtl();
        String session = ports.consul().createSession("rebootmgr " + self.node(), ttl);
        local = local.inSession(session);
        local.save(ports.host());
        SessionGuard guard = SessionGuard.ofSession(ports, self, session, ttl);
        Claim claim = new Claim(
                        id,
                        self.node(),
                        ClaimState.PREPARING,
                        bootId,
                        session,
                        ports.clock().now(),
                        reason,
                        List.of())
                .having(had.services(), had.awaited())
                .of(self.domain())
                .of(change);
        EditEnd claimed;
        Claiming claiming = new Claiming(ports, self, claim, local, request);
        try {
            claimed = new SlotWriter(ports, self, self.group()).make(claiming, guard.patience());
        } catch (Terminated e) {
            new Undo(ports, self, false).undo(local, Outcome.endedBy(e));
            throw e;
        }
        Optional<Outcome> end = claimed.end("the claim", ExitCode.CONSUL, Optional.of(LOST_RACE));
        if (end.isEmpty()) {
            LOG.info(
                    "claimed a {} of group {}: {}",
                    change == ChangeKind.HOT ? "hot slot" : "slot",
                    self.group(),
                    reason);
            ports.host().forgetLine();
            local = local.at(LocalClaim.Step.PREPARING);
            local.save(ports.host());
            ports.listener().happened(new Event.Claimed(id, reason));
            preparation = new Preparation(ports, self, request, local, guard, claim);
            return Optional.empty();
        }
        if (claimed instanceof EditEnd.Declined declined && declined.untried()) {
            withdraw(local);
        } else {
            new Undo(ports, self, false).undo(local, end.get());
        }
        return end;
    }

    /** While it waited in line, what asked for more may have gone, or something come that asks for more. */
    private Optional<Outcome> cannotMake(ChangeKind change, Judgement seen) {
        return change == needed
                ? Optional.empty()
                : NothingToRun.obstacle(ports.tasks(), seen.facts()).or(() -> obstacle(ports, change));
    }

    /** Another was faster, before anything of this claim was sent. */
    private void withdraw(LocalClaim local) {
        ports.consul().destroySession(local.session());
        ports.host().deleteClaim();
    }

    private Entry entry(String id, ChangeKind change, String reason, Judgement seen) {
        List<String> by = new ArrayList<>();
        request.by().ifPresent(operator -> by.add("operator " + operator));
        seen.triggers().forEach(trigger -> by.add(trigger.name()));
        Instant now = ports.clock().now();
        Entry entry = Entry.begun(id, self.node(), self.group(), reason, by, now)
                .from(ports.host().kernel(), self.version())
                .of(change)
                .ignoring(request.ignore().stream().sorted().toList());
        // Of all that wait the facts hold this node alone.
        return WaitingLine.of(seen.facts().view(), self.keys(), self.group()).waiting().stream()
                .filter(waiting -> waiting.node().equals(self.node()))
                .flatMap(waiting -> waiting.since().stream())
                .map(since -> Duration.between(since, now))
                .filter(inLine -> !inLine.isNegative())
                .findFirst()
                .map(entry::waited)
                .orElse(entry);
    }
}
