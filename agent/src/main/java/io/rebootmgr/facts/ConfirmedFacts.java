package io.rebootmgr.facts;

import io.rebootmgr.consul.ClaimList;
import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.host.Host;
import io.rebootmgr.rollout.Belief;
import io.rebootmgr.slot.Out;
import io.rebootmgr.trigger.Trigger;
import java.util.List;
import java.util.stream.Stream;

/** Facts that a leader gave and a quorum confirmed: what every write is based on. There is no other way to get one. */
public final class ConfirmedFacts extends Facts {
    private ConfirmedFacts(Self self, View view, List<Trigger> triggers) {
        super(self, view, triggers);
    }

    /** Everything that a decision needs, from a confirmed leader. */
    public static ConfirmedFacts read(Consul consul, Host host, Self self) {
        Keys keys = self.keys();
        List<String> prefixes = List.of(
                keys.stop(),
                keys.pause(),
                keys.config(),
                keys.groups(),
                keys.node(self.node()),
                keys.rollouts(),
                keys.rolloutOrders(),
                keys.rolloutNode(self.node()),
                keys.of(ClaimList.SLOTS).waiting(self.group(), self.node()),
                keys.of(ClaimList.HOT).waiting(self.group(), self.node()),
                keys.pythonRebootRequired(self.node()));
        View view = consul.read(Consistency.CONSISTENT, prefixes);
        if (Belief.isUnordered(view, keys, self.group())) {
            view = consul.read(
                    Consistency.CONSISTENT,
                    Stream.concat(prefixes.stream(), Stream.of(keys.versions())).toList());
        }
        return new ConfirmedFacts(self, view, Trigger.present(host, view, keys, self.group(), self.node()));
    }

    /**
     * The policy is as it was judged by, in all layers that exist. That one does not exist is no condition, for Consul
     * asks for the right to write the key: a confirmed look after the write takes its place.
     */
    public List<Operation> policyStands() {
        return PolicyState.keys(self().keys(), self().group(), self().node()).stream()
                .filter(key -> view().index(key) > 0)
                .<Operation>map(key -> new Operation.RequireIndex(key, view().index(key)))
                .toList();
    }

    /** Nobody has leased this node since these facts: it takes the right to write the key to ask for its absence. */
    public Operation noLease() {
        String key = self().keys().lease(self().node());
        return view().get(key)
                .<Operation>map(free -> new Operation.RequireIndex(key, free.modifyIndex()))
                .orElseGet(() -> new Operation.RequireAbsent(key));
    }

    /**
     * What a node says of itself while it is out goes with its claim, and so does what cannot be read; none where it
     * speaks of another.
     */
    public List<Operation> withoutOut(String group, String node, String claim) {
        String key = self().keys().out(group, node);
        return Out.in(view(), self().keys(), group, node)
                .filter(out -> !out.isReadable() || out.claim().id().equals(claim))
                .<Operation>map(out -> new Operation.DeleteIf(key, view().index(key)))
                .map(List::of)
                .orElse(List.of());
    }
}
