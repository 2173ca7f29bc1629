package io.rebootmgr.gate;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.consul.Autopilot;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.fleet.ClaimInGroup;
import io.rebootmgr.fleet.FleetClaims;
import io.rebootmgr.slot.ClaimState;
import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import io.rebootmgr.verdict.Verdict.Hold;
import io.rebootmgr.verdict.Verdict.Proceed;
import io.rebootmgr.verdict.Verdict.Unknown;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Holds, on a Consul server, while the servers could not lose this one without losing their quorum. Autopilot knows the
 * servers that are gone; those that still vote and hold a claim, in whatever group, are about to go and count as gone
 * already.
 */
final class QuorumGate implements Gate {

    @Override
    public String name() {
        return "quorum";
    }

    @Override
    public Cost cost() {
        return Cost.QUESTIONS;
    }

    @Override
    public boolean opensByAReturn() {
        return true;
    }

    @Override
    public boolean isAskedOf(ChangeKind change) {
        return change != ChangeKind.HOT;
    }

    @Override
    public Verdict judge(GateInput input) {
        if (!input.consul().self().server()) {
            return new Proceed("not a Consul server");
        }
        FleetClaims claims = FleetClaims.of(input.facts().view(), input.self().keys());
        if (!claims.unreadable().isEmpty()) {
            return new Unknown(ExitCode.INVALID, String.join(" | ", claims.complaints()));
        }
        Autopilot autopilot = input.consul().autopilot();
        List<String> going = aboutToGo(input, claims, autopilot);
        int spare = autopilot.failureTolerance() - going.size();
        if (spare >= 1) {
            return new Proceed("the Consul servers can lose " + spare);
        }
        return new Hold(
                ExitCode.MEMBERS,
                "this node is a Consul server, and the servers cannot lose one (failure tolerance "
                        + autopilot.failureTolerance() + ")" + why(autopilot, going));
    }

    private static String why(Autopilot autopilot, List<String> going) {
        List<String> silent = autopilot.servers().stream()
                .filter(server -> !server.votes())
                .map(Autopilot.Server::node)
                .sorted()
                .toList();
        return (silent.isEmpty() ? "" : "; without a vote now: " + Names.text(silent))
                + (going.isEmpty() ? "" : "; about to reboot: " + Names.text(going));
    }

    /** The servers that still vote and go before this node. */
    private static List<String> aboutToGo(GateInput input, FleetClaims claims, Autopilot autopilot) {
        View view = input.facts().view();
        Keys keys = input.self().keys();
        OptionalLong ours = claims.all().stream()
                .filter(held -> input.claim().equals(Optional.of(held.claim().id())))
                .mapToLong(held -> Math.max(0, order(held, view, keys)))
                .findFirst();
        return claims.all().stream()
                .filter(ClaimInGroup::counts)
                .filter(held -> held.claim().state() != ClaimState.RETURNING)
                .filter(held -> ours.isEmpty() || order(held, view, keys) < ours.getAsLong())
                .map(held -> held.claim().node())
                .filter(node -> !node.equals(input.self().node()) && autopilot.votes(node))
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * By when Consul wrote the lock of a claim that prepares, so that of two in different groups both know who goes
     * first; one that is committed goes before all those.
     */
    private static long order(ClaimInGroup held, View view, Keys keys) {
        return !held.claim().isCommitted()
                ? view.index(keys.preparing(held.group(), held.claim().node()))
                : -1;
    }
}
