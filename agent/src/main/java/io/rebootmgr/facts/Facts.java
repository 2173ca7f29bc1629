package io.rebootmgr.facts;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.fleet.Pause;
import io.rebootmgr.fleet.StopFlag;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.lease.LeaseState;
import io.rebootmgr.logbook.History;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.rollout.NodeTurn;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.Limits;
import io.rebootmgr.slot.Position;
import io.rebootmgr.slot.Slots;
import io.rebootmgr.text.Suggestion;
import io.rebootmgr.text.Unreadable;
import io.rebootmgr.trigger.Trigger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What Consul's keys and the node's trigger files say, as of one moment. How much they are worth is their type: only
 * {@link ConfirmedFacts} can become a write.
 */
public abstract sealed class Facts permits StaleFacts, ConfirmedFacts {
    private final Self self;
    private final View view;
    private final List<Trigger> triggers;
    /** Read once, however many gates ask: the same keys say the same. */
    private @Nullable PolicyState policy;

    private @Nullable NodeTurn turn;
    private @Nullable NodeStatus status;

    private final Map<String, Slots> slots = new HashMap<>();

    Facts(Self self, View view, List<Trigger> triggers) {
        this.self = self;
        this.view = view;
        this.triggers = List.copyOf(triggers);
    }

    /** Who asks. */
    public final Self self() {
        return self;
    }

    /** The keys that were read. */
    public final View view() {
        return view;
    }

    /** Why a request for a change cannot be obeyed, nor passed over; empty where there is none such. */
    public final Optional<String> unreadableRequest() {
        return Trigger.unreadable(view, self.keys(), self.node());
    }

    /** The keys of the policy as they stand, in a word that changes when one of them does. */
    public final String policyMark() {
        StringBuilder mark = new StringBuilder();
        for (String key : PolicyState.keys(self.keys(), self.group(), self.node())) {
            mark.append(view.index(key)).append('/');
        }
        return mark.toString();
    }

    /** What asks for a reboot, obeyed already or not. */
    public final List<Trigger> triggers() {
        return triggers;
    }

    /** The same for the node in another group, that of its claim, to say what a run would do there. */
    public final Facts in(String group) {
        return new StaleFacts(self().in(group), view(), triggers());
    }

    /** The same for the node about to be changed like that. */
    public final Facts making(ChangeKind change) {
        Self making = self().making(change);
        return making.keys().list() == self().keys().list() ? this : new StaleFacts(making, view(), triggers());
    }

    /**
     * A stop flag.
     *
     * @param key where it stands
     * @param reason what it says; may be empty
     * @param resume the command that clears this very one, in backticks
     */
    public record Stop(String key, String reason, String resume) {
        public String text() {
            return "stopped by " + key + (reason.isEmpty() ? "" : ": " + reason) + "; " + resume + " clears it";
        }
    }

    /** The three places of a stop flag for a node of this group. */
    public static List<String> stopKeys(Self self) {
        Keys keys = self.keys();
        return List.of(keys.stop(), keys.groupStop(self.group()), keys.nodeStop(self.node()));
    }

    /**
     * Whether one of them stands.
     *
     * @param view that holds {@link #stopKeys}
     */
    public static boolean isStopped(View view, Self self) {
        return stopKeys(self).stream().anyMatch(key -> view.get(key).isPresent());
    }

    /** The widest stop flag that is set. */
    public final Optional<Stop> stop() {
        List<Stop> set = stops();
        return set.isEmpty() ? Optional.empty() : Optional.of(set.get(0));
    }

    /** Every stop flag that reaches this node, the widest first. */
    public final List<Stop> stops() {
        Keys keys = self.keys();
        List<Stop> set = new ArrayList<>();
        addStop(keys.stop(), "", "", set);
        addStop(keys.groupStop(self.group()), "--group", self.group(), set);
        addStop(keys.nodeStop(self.node()), "--node", self.node(), set);
        return set;
    }

    /** The command is put together where there is a stop: idle runs come here. */
    private void addStop(String key, String option, String name, List<Stop> set) {
        Optional<View.Entry> entry = view.get(key);
        if (entry.isPresent()) {
            Suggestion resume = Suggestion.of("rebootmgr resume");
            Suggestion scoped = option.isEmpty() ? resume : resume.option(option, name);
            set.add(new Stop(key, entry.get().text(), scoped.typed()));
        }
    }

    /** The pauses that reach this node and are not over at this moment, the widest first. */
    public final List<Pause> pauses(Instant now) {
        Keys keys = self.keys();
        List<Pause> all = new ArrayList<>();
        view.get(keys.pause()).ifPresent(entry -> all.add(Pause.in(entry, StopFlag.Scope.FLEET, "")));
        view.get(keys.groupPause(self.group()))
                .ifPresent(entry -> all.add(Pause.in(entry, StopFlag.Scope.GROUP, self.group())));
        view.get(keys.nodePause(self.node()))
                .ifPresent(entry -> all.add(Pause.in(entry, StopFlag.Scope.NODE, self.node())));
        return all.stream().filter(pause -> pause.holds(now)).toList();
    }

    /** Whether somebody else may disturb this node. */
    public final LeaseState lease() {
        return LeaseState.in(view(), self().keys(), self().node());
    }

    /** Where this node stands in a rollout. */
    public final NodeTurn turn() {
        if (turn == null) {
            turn = NodeTurn.of(view, self.keys(), self.group(), self.node());
        }
        return turn;
    }

    /**
     * What this node waits for by {@link NodeTurn.Placed#asks}; empty where its detectors need not be asked for that.
     */
    public final String askedByRollout() {
        return turn() instanceof NodeTurn.Placed placed ? placed.asks() : "";
    }

    /** The policy in effect; in a wave of a rollout that has limits of its own, with these where they are lower. */
    public final PolicyState policy() {
        if (policy == null) {
            policy = inItsWave(PolicyState.of(view, self.keys(), self.group(), self.node()));
        }
        return policy;
    }

    /** What this node goes by while it is out of service, see {@link PolicyState#onTheWayBack}. */
    public final Policy policyOnTheWayBack() {
        return policy().onTheWayBack(view, self.keys(), self.group(), self.node());
    }

    private PolicyState inItsWave(PolicyState state) {
        if (state instanceof PolicyState.Known(Policy known) && turn() instanceof NodeTurn.Placed placed) {
            Optional<Integer> limit = placed.limit();
            return limit.isPresent() ? new PolicyState.Known(known.atMost(limit.get())) : state;
        }
        return state;
    }

    /** The claims on a group's slots. */
    public final Slots slots(String group) throws MalformedJson {
        Slots known = slots.get(group);
        if (known == null) {
            known = Slots.in(view, self.keys(), group);
            slots.put(group, known);
        }
        return known;
    }

    /** The other nodes that have a slot of this node's group. */
    public final SortedSet<String> othersOut() throws MalformedJson {
        SortedSet<String> out = new TreeSet<>();
        for (Claim claim : slots(self().group())
                .counting(view(), self().keys(), self().group())
                .claims()) {
            if (!claim.node().equals(self().node())) {
                out.add(claim.node());
            }
        }
        return out;
    }

    /** Whether this node waits in its group's line. */
    public final boolean isInLine() {
        return place().isPresent();
    }

    /** This node's place in its group's line. */
    public final Optional<View.Entry> place() {
        return view().get(self().keys().waiting(self().group(), self().node()));
    }

    /** Where this node stands in its group's line. */
    public final Position position(Limits limits, Instant now) throws MalformedJson {
        return Position.of(
                slots(self().group()),
                view(),
                self().keys(),
                self().group(),
                self().node(),
                self().domain(),
                limits,
                now);
    }

    /** This node's own last word, if there is one. */
    public final Optional<NodeStatus> status() throws MalformedJson {
        Optional<View.Entry> entry = view().get(self().keys().status(self().node()));
        if (status == null && entry.isPresent()) {
            status = NodeStatus.parse(entry.get().value());
        }
        return Optional.ofNullable(status);
    }

    /** This node's logbook; none in a glance, which does not hold it. */
    public final History history() throws MalformedJson {
        Optional<View.Entry> entry = view().get(self().keys().history(self().node()));
        return entry.isPresent() ? History.parse(entry.get().value()) : History.NONE;
    }

    /** The triggers that were not obeyed already: a parked one counts again only when somebody asks again. */
    public final List<Trigger> fresh() throws MalformedJson {
        List<NodeStatus.Parked> parked = status().map(NodeStatus::parked).orElse(List.of());
        if (parked.isEmpty()) {
            return triggers();
        }
        return triggers().stream()
                .filter(t -> !parked.contains(new NodeStatus.Parked(t.name(), t.mark())))
                .toList();
    }

    /**
     * Those of the fresh triggers that decide what is made of the node. Where a policy lets detectors and files act
     * within a rollout only, and the node stands outside of one, what somebody has ordered by a key is made and no more
     * than that. Where nobody has, they are all here, for the gate to hold.
     */
    public final List<Trigger> asking() throws MalformedJson {
        List<Trigger> fresh = fresh();
        if (!policy().orDefaults().requireRollout() || !isOutsideRollout()) {
            return fresh;
        }
        List<Trigger> ordered = fresh.stream()
                .filter(trigger -> trigger.kind() != Trigger.Kind.FILE && trigger.kind() != Trigger.Kind.DETECTOR)
                .toList();
        return ordered.isEmpty() ? fresh : ordered;
    }

    private boolean isOutsideRollout() {
        return switch (turn()) {
            case NodeTurn.None none -> true;
            case NodeTurn.Placed placed -> !placed.goesOn();
            case NodeTurn.Unknown unknown -> false;
        };
    }

    /** What to say of a key whose value is malformed. */
    public static String malformed(String key, MalformedJson e) {
        return new Unreadable(key, e.reason()).text();
    }
}
