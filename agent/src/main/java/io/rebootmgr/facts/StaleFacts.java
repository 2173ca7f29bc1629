package io.rebootmgr.facts;

import io.rebootmgr.consul.ClaimList;
import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.host.Host;
import io.rebootmgr.trigger.Trigger;
import java.util.List;

/** Facts that may be old, or are only supposed: they can be a reason not to act, and never one to act. */
public final class StaleFacts extends Facts {
    public StaleFacts(Self self, View view, List<Trigger> triggers) {
        super(self, view, triggers);
    }

    /**
     * The cheapest look that shows whether there is anything to do for a node that wrote down no claim, and whether
     * what its keys tell still holds it.
     */
    public static StaleFacts glance(Consul consul, Host host, Self self) {
        Keys keys = self.keys();
        List<String> prefixes = List.of(
                keys.stop(),
                keys.pause(),
                keys.config(),
                keys.group(self.group()),
                keys.nodeStop(self.node()),
                keys.nodePause(self.node()),
                keys.nodeConfig(self.node()),
                keys.rebootRequired(self.node()),
                keys.pythonRebootRequired(self.node()),
                keys.changeRequired(self.node()),
                keys.status(self.node()),
                keys.disabled(self.node()),
                keys.lease(self.node()),
                keys.rollouts(),
                keys.rolloutOrders(),
                keys.rolloutNode(self.node()),
                keys.published(),
                keys.of(ClaimList.SLOTS).waiting(self.group(), self.node()),
                keys.of(ClaimList.HOT).waiting(self.group(), self.node()));
        View view = consul.read(Consistency.STALE, prefixes);
        return new StaleFacts(self, view, Trigger.present(host, view, keys, self.group(), self.node()));
    }
}
