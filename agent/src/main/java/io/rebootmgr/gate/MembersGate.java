package io.rebootmgr.gate;

import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Consul.Member;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import io.rebootmgr.verdict.Verdict.Hold;
import io.rebootmgr.verdict.Verdict.Proceed;
import io.rebootmgr.verdict.Verdict.Unknown;
import java.util.List;
import java.util.Optional;

/**
 * Holds while a Consul member of this node's group is failed. One that left is fine, and one whose group is not known
 * counts as in the group.
 */
final class MembersGate implements Gate {
    /** As many as one transaction reads; so many failed members are an outage whatever their groups. */
    private static final int MAX_LOOKED_UP = 64;

    @Override
    public String name() {
        return "members";
    }

    @Override
    public Verdict judge(Situation situation) {
        Optional<String> unseen = Unseen.members(situation.consul());
        if (unseen.isPresent()) {
            return new Unknown(ExitCode.CONSUL, unseen.get());
        }
        List<Member> members = situation.consul().members();
        List<String> failed = members.stream()
                .filter(member -> member.status().equals("failed"))
                .map(Member::name)
                .filter(name -> !situation.policy().ignoreFailedChecks().contains(name))
                .sorted()
                .toList();
        if (!failed.isEmpty() && failed.size() <= MAX_LOOKED_UP) {
            failed = ofOurGroup(failed, situation);
        }
        if (failed.isEmpty()) {
            return new Proceed("none of " + members.size() + " members is failed");
        }
        return new Hold(ExitCode.MEMBERS, Absent.text(failed, situation));
    }

    private static List<String> ofOurGroup(List<String> failed, Situation situation) {
        Keys keys = situation.self().keys();
        View view = situation
                .consul()
                .read(Consistency.CONSISTENT, failed.stream().map(keys::status).toList());
        return failed.stream()
                .filter(name ->
                        inGroup(view, keys.status(name), situation.self().group()))
                .toList();
    }

    private static boolean inGroup(View view, String key, String group) {
        var entry = view.get(key);
        if (entry.isEmpty()) {
            return true;
        }
        try {
            return NodeStatus.parse(entry.get().value()).group().equals(group);
        } catch (MalformedJson e) {
            return true;
        }
    }
}
