package io.rebootmgr.facts;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.fleet.Unreadable;
import io.rebootmgr.host.Host;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.History;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.Out;
import io.rebootmgr.slot.Position;
import io.rebootmgr.slot.Slots;
import io.rebootmgr.trigger.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** What Consul's keys and the node's trigger files say, as of one moment. */
public record Facts(Self self, View view, List<Trigger> triggers) {

    /** The same, for the node in another group: that of its claim. */
    public Facts in(String group) {
        return new Facts(self.in(group), view, triggers);
    }

    /** A stop flag: its key, and what it says. */
    public record Stop(String key, String reason) {
        public String text() {
            return "stopped by " + key + (reason.isEmpty() ? "" : ": " + reason) + "; `rebootmgr resume` clears it";
        }
    }

    /**
     * The cheapest look that shows whether there is anything to do for a node that wrote down no claim, and whether
     * what its keys tell still holds it.
     */
    public static Facts glance(Consul consul, Host host, Self self) {
        Keys keys = self.keys();
        List<String> prefixes = List.of(
                keys.stop(),
                keys.config(),
                keys.group(self.group()),
                keys.nodeStop(self.node()),
                keys.nodeConfig(self.node()),
                keys.rebootRequired(self.node()),
                keys.pythonRebootRequired(self.node()),
                keys.status(self.node()),
                keys.disabled(self.node()),
                keys.waiting(self.group(), self.node()));
        return of(host, self, consul.read(Consistency.STALE, prefixes));
    }

    /** Everything that a decision needs, from a confirmed leader. */
    public static Facts read(Consul consul, Host host, Self self) {
        Keys keys = self.keys();
        List<String> prefixes = List.of(
                keys.stop(),
                keys.config(),
                keys.groups(),
                keys.node(self.node()),
                keys.waiting(self.group(), self.node()),
                keys.pythonRebootRequired(self.node()));
        return of(host, self, consul.read(Consistency.CONSISTENT, prefixes));
    }

    private static Facts of(Host host, Self self, View view) {
        return new Facts(self, view, Trigger.present(host, view, self.keys(), self.node()));
    }

    /** The three places of a stop flag for a node of this group. */
    public static List<String> stopKeys(Self self) {
        Keys keys = self.keys();
        return List.of(keys.stop(), keys.groupStop(self.group()), keys.nodeStop(self.node()));
    }

    /** The widest stop flag that is set. */
    public Optional<Stop> stop() {
        List<Stop> set = stops();
        return set.isEmpty() ? Optional.empty() : Optional.of(set.get(0));
    }

    /** Every stop flag that reaches this node, the widest first. */
    public List<Stop> stops() {
        List<Stop> set = new ArrayList<>();
        for (String key : stopKeys(self)) {
            Optional<View.Entry> entry = view.get(key);
            if (entry.isPresent()) {
                set.add(new Stop(key, entry.get().text()));
            }
        }
        return set;
    }

    public PolicyState policy() {
        return PolicyState.of(view, self.keys(), self.group(), self.node());
    }

    /**
     * The policy is as it was judged by, in all layers that exist. That one does not exist is no condition, for Consul
     * asks for the right to write the key: a confirmed look after the write takes its place.
     */
    public List<Operation> policyStands() {
        return PolicyState.keys(self.keys(), self.group(), self.node()).stream()
                .filter(key -> view.index(key) > 0)
                .<Operation>map(key -> new Operation.RequireIndex(key, view.index(key)))
                .toList();
    }

    /**
     * What a node says of itself while it is out goes with its claim, and so does what cannot be read; none where it
     * speaks of another.
     */
    public List<Operation> withoutOut(String group, String node, String claim) {
        String key = self.keys().out(group, node);
        return Out.in(view, self.keys(), group, node)
                .filter(out -> !out.isReadable() || out.claim().id().equals(claim))
                .<Operation>map(out -> new Operation.DeleteIf(key, view.index(key)))
                .map(List::of)
                .orElse(List.of());
    }

    /** The claims on a group's slots. */
    public Slots slots(String group) throws MalformedJson {
        return Slots.in(view, self.keys(), group);
    }

    /** The other nodes that have a slot of this node's group. */
    public SortedSet<String> othersOut() throws MalformedJson {
        SortedSet<String> out = new TreeSet<>();
        for (Claim claim :
                slots(self.group()).counting(view, self.keys(), self.group()).claims()) {
            if (!claim.node().equals(self.node())) {
                out.add(claim.node());
            }
        }
        return out;
    }

    /** Whether this node waits in its group's line. */
    public boolean isInLine() {
        return view.get(self.keys().waiting(self.group(), self.node())).isPresent();
    }

    /** Where this node stands in its group's line. */
    public Position position(int limit) throws MalformedJson {
        return Position.of(view, self.keys(), self.group(), self.node(), limit);
    }

    /** This node's own last word, if there is one. */
    public Optional<NodeStatus> status() throws MalformedJson {
        Optional<View.Entry> entry = view.get(self.keys().status(self.node()));
        return entry.isPresent() ? Optional.of(NodeStatus.parse(entry.get().value())) : Optional.empty();
    }

    /** This node's logbook; none in a glance, which does not hold it. */
    public History history() throws MalformedJson {
        Optional<View.Entry> entry = view.get(self.keys().history(self.node()));
        return entry.isPresent() ? History.parse(entry.get().value()) : History.NONE;
    }

    /** The triggers that were not obeyed already: a parked one counts again only when somebody asks again. */
    public List<Trigger> fresh() throws MalformedJson {
        List<NodeStatus.Parked> parked = status().map(NodeStatus::parked).orElse(List.of());
        if (parked.isEmpty()) {
            return triggers;
        }
        return triggers.stream()
                .filter(t -> !parked.contains(new NodeStatus.Parked(t.name(), t.mark())))
                .toList();
    }

    /** What to say of a key whose value is malformed. */
    public static String malformed(String key, MalformedJson e) {
        return new Unreadable(key, e.reason()).text();
    }
}
