package io.rebootmgr.cli;

import io.rebootmgr.consul.Consul.Member;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import java.util.List;
import java.util.Optional;

/** Whether a name is one that Consul has heard of: what an operator types for a node that is not there may be a slip. */
final class Known {
    private Known() {}

    /**
     * What to warn of; empty when the node is a member of Consul's or has said something of itself.
     *
     * @param view holds the node's keys
     */
    static Optional<String> doubtAboutNode(Workplace workplace, View view, String node) {
        Keys keys = workplace.keys();
        if (node.equals(workplace.settings().node().name())
                || view.get(keys.status(node)).isPresent()) {
            return Optional.empty();
        }
        List<Member> members;
        try {
            members = workplace.consul().members();
        } catch (ConsulException e) {
            return Optional.of("not known whether there is a node " + node + ": " + e.reason());
        }
        return members.stream().anyMatch(member -> member.name().equals(node))
                ? Optional.empty()
                : Optional.of("Consul knows no node " + node + ", and no agent of that name has run: check the name");
    }

    /**
     * What to warn of; empty when the group has a policy or a node of it has ever held a slot.
     *
     * @param view holds the group's keys
     */
    static Optional<String> doubtAboutGroup(Workplace workplace, View view, String group) {
        Keys keys = workplace.keys();
        boolean known = group.equals(workplace.settings().node().group())
                || view.under(keys.group(group)).stream()
                        .anyMatch(entry -> !entry.key().equals(keys.groupStop(group)));
        return known
                ? Optional.empty()
                : Optional.of("group " + group + " has no policy, and no node of it has ever held a slot: check the"
                        + " name");
    }
}
