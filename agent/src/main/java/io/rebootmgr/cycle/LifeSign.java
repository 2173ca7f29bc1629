package io.rebootmgr.cycle;

import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.View;
import io.rebootmgr.facts.Self;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.NodeStatus;
import java.util.List;

/** What the node said last, once more: it is alive, and these are its boot and its agent. */
final class LifeSign {
    private final Ports ports;
    private final Self self;
    private final OwnStatus status;

    LifeSign(Ports ports, Self self) {
        this.ports = ports;
        this.self = self;
        this.status = new OwnStatus(ports, self);
    }

    /**
     * Whether what the node said last was said long ago, in another boot or by another agent: held or idle, under a
     * stop too, it is written once more. Garbage is not overwritten.
     *
     * @param word the node's status, which may have been read stale
     */
    boolean isDue(View.Entry word) {
        try {
            NodeStatus old = NodeStatus.parse(word.value());
            return isOfAnotherBoot(old)
                    || old.isDueAgain(ports.clock().now())
                    || !old.agentVersion().equals(self.version());
        } catch (MalformedJson e) {
            return false;
        }
    }

    /**
     * Writes what the node said last once more. Whatever the run has written itself since it saw this word stays.
     *
     * @param word of which {@link #isDue} is true: what is written follows from it and the node alone
     */
    void repeat(View.Entry word) {
        try {
            NodeStatus old = NodeStatus.parse(word.value());
            NodeStatus next = isOfAnotherBoot(old) ? status.booted(old) : old;
            byte[] value = next.speaking(self.version(), ports.clock().now()).bytes();
            ports.consul().write(List.of(word.rewrittenAs(value)));
        } catch (MalformedJson | ConsulException e) {
            // What Consul did not take the next run says.
        }
    }

    /**
     * Of a node that holds nothing and has failed at nothing: by the boot of one on its way, or that was released, what
     * became of a claim whose file is lost is known again.
     */
    private boolean isOfAnotherBoot(NodeStatus old) {
        return switch (old.state()) {
            case IDLE, HELD ->
                !old.bootId().equals(ports.host().bootId())
                        || !old.kernel().equals(ports.host().kernel())
                        || CurrentBoot.hasAnotherSign(ports.host(), old);
            case FAILED, PARKED, PREPARING, CHANGING, REBOOTING, RETURNING, UNKNOWN -> false;
        };
    }
}
