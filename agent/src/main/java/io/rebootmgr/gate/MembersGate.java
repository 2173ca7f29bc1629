package io.rebootmgr.gate;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Consul.Member;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.fleet.FleetClaims;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import io.rebootmgr.verdict.Verdict.Hold;
import io.rebootmgr.verdict.Verdict.Proceed;
import io.rebootmgr.verdict.Verdict.Unknown;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Holds while a Consul member of this node's group is failed. One that left is fine, unless it left for a reboot and
 * its claim was deleted behind its back: what it said of itself outlives its claim. One that is failed and whose group
 * is not known counts as in the group.
 */
final class MembersGate implements Gate {
    /** As many as one transaction reads; so many failed members are an outage whatever their groups. */
    private static final int MAX_LOOKED_UP = 64;

    @Override
    public String name() {
        return "members";
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
        Optional<String> unseen = Unseen.members(input.consul());
        if (unseen.isPresent()) {
            return new Unknown(ExitCode.CONSUL, unseen.get());
        }
        List<Member> members = input.consul().members();
        List<String> failed = named(members, "failed", input);
        List<String> gone = withoutClaim(named(members, "left", input), input);
        View said = statuses(failed, gone, input);
        String group = input.self().group();
        Keys keys = input.self().keys();
        List<String> reasons = new ArrayList<>();
        List<String> failedHere = failed.size() > MAX_LOOKED_UP
                ? failed
                : failed.stream()
                        .filter(node -> status(said, keys.status(node))
                                .map(status -> status.group().equals(group))
                                .orElse(true))
                        .toList();
        if (!failedHere.isEmpty()) {
            reasons.add(Absent.text(failedHere, input));
        }
        List<String> robbed = gone.stream()
                .filter(node -> status(said, keys.status(node))
                        .filter(status -> status.group().equals(group) && isOut(status))
                        .isPresent())
                .toList();
        if (!robbed.isEmpty()) {
            reasons.add("down for a reboot, and somebody deleted the claim: " + Names.text(robbed)
                    + "; when it is back it takes up its service; gone for good: `consul kv delete "
                    + keys.status(robbed.get(0)) + "`");
        }
        return reasons.isEmpty()
                ? new Proceed("none of " + members.size() + " members is failed")
                : new Hold(ExitCode.MEMBERS, String.join("; ", reasons));
    }

    private static List<String> named(List<Member> members, String status, GateInput input) {
        return members.stream()
                .filter(member -> member.status().equals(status))
                .map(Member::name)
                .filter(name -> !input.policy().ignoreFailedChecks().contains(name))
                .sorted()
                .toList();
    }

    /** Who reboots cleanly leaves Consul, too, and that is what its claim is for. */
    private static List<String> withoutClaim(List<String> left, GateInput input) {
        if (left.isEmpty()) {
            return left;
        }
        Set<String> claimed = FleetClaims.of(input.facts().view(), input.self().keys()).all().stream()
                .map(held -> held.claim().node())
                .collect(Collectors.toSet());
        return left.stream().filter(node -> !claimed.contains(node)).toList();
    }

    /** What they said of themselves, of at most 64; those that failed before those that left. */
    private static View statuses(List<String> failed, List<String> gone, GateInput input) {
        Keys keys = input.self().keys();
        List<String> wanted = new ArrayList<>();
        if (failed.size() <= MAX_LOOKED_UP) {
            wanted.addAll(failed);
        }
        gone.stream().filter(Keys::isName).limit(MAX_LOOKED_UP - wanted.size()).forEach(wanted::add);
        return wanted.isEmpty()
                ? new View(List.of())
                : input.consul()
                        .read(
                                Consistency.CONSISTENT,
                                wanted.stream().map(keys::status).toList());
    }

    private static Optional<NodeStatus> status(View said, String key) {
        return said.get(key).flatMap(entry -> {
            try {
                return Optional.of(NodeStatus.parse(entry.value()));
            } catch (MalformedJson e) {
                return Optional.empty();
            }
        });
    }

    private static boolean isOut(NodeStatus status) {
        return switch (status.state()) {
            case CHANGING, REBOOTING, RETURNING, UNKNOWN -> true;
            case IDLE, HELD, PREPARING, FAILED, PARKED -> false;
        };
    }
}
