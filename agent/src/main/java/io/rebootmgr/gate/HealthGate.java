package io.rebootmgr.gate;

import io.rebootmgr.consul.ClaimList;
import io.rebootmgr.facts.Self;
import io.rebootmgr.fleet.ClaimInGroup;
import io.rebootmgr.fleet.FleetClaims;
import io.rebootmgr.health.HealthInput;
import io.rebootmgr.health.HealthReport;
import io.rebootmgr.health.RebootSide;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import io.rebootmgr.verdict.Verdict.Proceed;
import io.rebootmgr.verdict.Verdict.Unknown;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Holds while a tagged service of this node breaks its rule, anywhere in the datacenter. */
final class HealthGate implements Gate {

    @Override
    public String name() {
        return "health";
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
    public Verdict judge(GateInput input) {
        return look(input).verdict();
    }

    @Override
    public Look look(GateInput input) {
        if (isOutAlready(input)) {
            return new Look(new Proceed("this node is out of service already, under its claim"), new Evidence.None());
        }
        Self self = input.self();
        FleetClaims claims = FleetClaims.of(input.facts().view(), self.keys().of(ClaimList.SLOTS));
        Optional<String> unseen = Unseen.services(input.consul());
        if (unseen.isPresent()) {
            return new Look(new Unknown(ExitCode.CONSUL, unseen.get()), new Evidence.None());
        }
        HealthInput fleet = new HealthInput(
                self.node(),
                aboutToGo(claims, self, input.claim()),
                input.policy().ignoreFailedChecks());
        HealthReport report = FleetHealth.report(input.consul(), RebootSide.BEFORE, fleet);
        // Whose claims stand there matters to nodes with a service that has a say, and to no other.
        if (!claims.unreadable().isEmpty() && !report.services().isEmpty()) {
            Verdict unknown = new Unknown(ExitCode.INVALID, String.join(" | ", claims.complaints()));
            return new Look(unknown, new Evidence.Services(report));
        }
        return new Look(report.verdict(), new Evidence.Services(report));
    }

    /**
     * Whether the reboot of a committed claim is to be tried again while the node stands in maintenance mode: it serves
     * nobody, so its reboot takes nothing away and is what brings it back. Two such nodes would otherwise wait for each
     * other for ever.
     */
    private static boolean isOutAlready(GateInput input) {
        Self self = input.self();
        if (input.claim().isEmpty()) {
            return false;
        }
        try {
            boolean committed = input.facts()
                    .slots(self.group())
                    .of(self.node(), input.claim().get())
                    .filter(Claim::isCommitted)
                    .isPresent();
            return committed && input.consul().maintenance().isPresent();
        } catch (MalformedJson e) {
            // The gate "slot" says what is wrong with them.
            return false;
        }
    }

    /**
     * The nodes of all claims that count, with their services; in our own group the order decides who goes, so not of
     * those that only prepare behind ours.
     */
    private static Map<String, List<String>> aboutToGo(FleetClaims claims, Self self, Optional<String> ownClaim) {
        Map<String, List<String>> nodes = new TreeMap<>();
        boolean behindOurs = false;
        for (ClaimInGroup held : claims.all()) {
            boolean inOwnGroup = held.group().equals(self.group());
            behindOurs |= inOwnGroup
                    && ownClaim.filter(id -> held.claim().is(self.node(), id)).isPresent();
            boolean waitsForUs = inOwnGroup && behindOurs && !held.claim().isCommitted();
            if (held.counts() && !waitsForUs) {
                // A forged claim in a node's name takes nothing away from its own.
                nodes.merge(held.claim().node(), held.claim().services(), HealthGate::both);
            }
        }
        return nodes;
    }

    private static List<String> both(List<String> some, List<String> more) {
        return Stream.concat(some.stream(), more.stream()).distinct().toList();
    }
}
