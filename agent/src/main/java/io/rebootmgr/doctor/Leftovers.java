package io.rebootmgr.doctor;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.cycle.KeptClaim;
import io.rebootmgr.cycle.LeftBehind;
import io.rebootmgr.cycle.Maintenance;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.fleet.ClaimInGroup;
import io.rebootmgr.fleet.FleetClaims;
import io.rebootmgr.policy.Durations;
import io.rebootmgr.policy.Moments;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.Typed;
import io.rebootmgr.text.Suggestion;
import io.rebootmgr.verdict.ExitCode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Claims and maintenance that nobody will clear: of this node, and any node's that went down and did not come back. */
final class Leftovers implements Examination {
    private static final Duration STUCK = Duration.ofDays(1);

    @Override
    public String about() {
        return "leftovers";
    }

    @Override
    public boolean needsConsul() {
        return true;
    }

    @Override
    public List<Finding> examine(ExaminedNode examined) {
        Facts facts = examined.facts();
        FleetClaims claims = FleetClaims.of(facts.view(), examined.self().keys());
        Optional<KeptClaim> kept = KeptClaim.load(examined.ports().host());
        List<Finding> findings = new ArrayList<>();
        claims.complaints().forEach(text -> findings.add(Finding.fail(about(), ExitCode.INVALID, text)));
        String node = examined.self().node();
        String group = KeptClaim.group(examined.ports().host(), facts);
        List<ClaimInGroup> own = claims.ofNode(node);
        own.forEach(held -> findings.add(own(held, kept, group)));
        Optional<LeftBehind> left = LeftBehind.of(examined.ports(), facts);
        left.ifPresent(it -> findings.add(Finding.warn(about(), "this node is " + it.what(), it.wayOut())));
        boolean unknown = left.isEmpty()
                && kept.isPresent()
                && own.stream().noneMatch(h -> h.claim().id().equals(kept.get().id()));
        if (unknown) {
            findings.add(Finding.warn(
                    about(),
                    "this node's file speaks of claim " + kept.get().id() + " ("
                            + kept.get().step() + "), which does not stand in Consul",
                    facts.stop().isPresent()
                            ? "the first run after the stop puts that in order, `rebootmgr run --undo` does it now"
                            : "`rebootmgr run` puts that in order"));
        }
        if (left.isEmpty()) {
            maintenance(examined.consul(), own, kept).ifPresent(findings::add);
        }
        Maintenance.atServersAlone(examined.consul(), node)
                .ifPresent(out -> findings.add(
                        Finding.warn(about(), out + "; so it gives no slot back", Maintenance.WAY_OUT_AT_SERVERS)));
        Instant now = examined.ports().clock().now();
        claims.all().stream()
                .filter(held ->
                        isStuck(held.claim(), now) && !held.claim().node().equals(node))
                .forEach(held -> findings.add(stuck(held, now)));
        return findings.isEmpty() ? List.of(Finding.ok(about(), "no stale claim, no stale maintenance")) : findings;
    }

    private Finding own(ClaimInGroup held, Optional<KeptClaim> kept, String group) {
        Claim claim = held.claim();
        String what = "this node is " + claim.text() + " since "
                + Moments.alone(claim.since(), ZoneId.systemDefault()) + " under claim " + Typed.id(claim.id())
                + " in group " + held.group();
        if (!held.group().equals(group)) {
            return Finding.warn(about(), what + ", where no run of it looks any more", release(claim));
        }
        if (kept.isEmpty()) {
            return Finding.warn(
                    about(), what + ", of which it has no file", "`rebootmgr run` finishes it, or gives it up");
        }
        return kept.get().id().equals(claim.id())
                ? Finding.note(about(), what)
                : Finding.warn(about(), what + ", and its file speaks of another one", "`rebootmgr run` settles it");
    }

    private Optional<Finding> maintenance(Consul consul, List<ClaimInGroup> own, Optional<KeptClaim> kept) {
        Optional<String> reason = consul.maintenance();
        Optional<String> id = reason.flatMap(Maintenance::claimOf);
        boolean alive = id.isEmpty()
                || kept.map(KeptClaim::id).equals(id)
                || own.stream().anyMatch(h -> h.claim().id().equals(id.get()));
        return alive
                ? Optional.empty()
                : Optional.of(Finding.warn(
                        about(),
                        "this node is in maintenance for a claim that is gone: " + reason.get(),
                        "`consul maint -disable` once it is well"));
    }

    private static boolean isStuck(Claim claim, Instant now) {
        return claim.isCommitted() && Duration.between(claim.since(), now).compareTo(STUCK) > 0;
    }

    private Finding stuck(ClaimInGroup held, Instant now) {
        Claim claim = held.claim();
        return Finding.warn(
                about(),
                claim.node() + " holds a slot of group " + held.group() + " and is "
                        + claim.text() + " for "
                        + Durations.age(claim.since(), now),
                "bring it back, or " + release(claim));
    }

    private static String release(Claim claim) {
        return Suggestion.of("rebootmgr release")
                .argument(Typed.node(claim.node()))
                .option("--claim", Typed.id(claim.id()))
                .asIs("--reason WHY")
                .typed();
    }
}
