package io.rebootmgr.cycle;

import io.rebootmgr.facts.Facts;
import io.rebootmgr.host.Host;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.Boot;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.logbook.Userspace;
import java.util.Optional;

/** Which {@link Boot} of its node goes on now, asking no more of the system than that needs. */
final class CurrentBoot {
    private CurrentBoot() {}

    /**
     * The one that goes on. The system is asked about user space only where that decides whether {@code left} is over.
     */
    static Boot now(Host host, Optional<Boot> left) {
        String id = host.bootId();
        boolean decides = left.isPresent()
                && id.equals(left.get().id())
                && !left.get().userspace().isEmpty();
        return new Boot(id, decides ? host.userspace() : "");
    }

    /**
     * What the node is to say of its user space: what it said before while nothing is to be seen that has changed, so
     * that an idle run asks nobody.
     *
     * @param agent the version of this agent: one that is new here asks where the one before did not know
     */
    static Userspace userspace(Host host, NodeStatus old, String agent) {
        String sign = sign(host);
        boolean isNewHere =
                old.userspace().start().isEmpty() && !old.agentVersion().equals(agent);
        return !isNewHere
                        && old.bootId().equals(host.bootId())
                        && old.userspace().sign().equals(sign)
                ? old.userspace()
                : new Userspace(host.userspace(), sign);
    }

    /** Whether user space is not the one of which this status tells, as far as that is seen without asking. */
    static boolean hasAnotherSign(Host host, NodeStatus old) {
        return !old.userspace().sign().equals(sign(host));
    }

    /** The boot as the node's status will tell it: others compare the two. */
    static Boot told(Host host, Facts facts) {
        try {
            Optional<NodeStatus> old = facts.status();
            String start = old.isPresent()
                    ? userspace(host, old.get(), facts.self().version()).start()
                    : host.userspace();
            return new Boot(host.bootId(), start);
        } catch (MalformedJson e) {
            return new Boot(host.bootId(), "");
        }
    }

    /** A few characters of it are enough to see a change. */
    private static String sign(Host host) {
        String sign = host.userspaceSign();
        return sign.isEmpty() ? "" : Integer.toHexString(sign.hashCode());
    }
}
