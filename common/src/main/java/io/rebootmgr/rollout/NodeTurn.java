package io.rebootmgr.rollout;

import io.rebootmgr.change.RolloutChange;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.text.Suggestion;
import io.rebootmgr.text.Unreadable;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Where one node stands in the rollout that is under way in its group, by the keys of one look. */
public sealed interface NodeTurn {

    /** There is none. */
    record None() implements NodeTurn {}

    /**
     * What stands there cannot be read: in doubt the node waits.
     *
     * @param why which key, and what is wrong with it
     */
    record Unknown(String why) implements NodeTurn {}

    /**
     * It has a place.
     *
     * @param belief in the rollout
     * @param isNew whether nobody has written that down yet: it came into the group after the start, and belongs to the
     *     last wave
     */
    record Placed(Belief.Ordered belief, NodeResult result, boolean isNew) implements NodeTurn {

        public Rollout rollout() {
            return belief.rollout();
        }

        /** Whether it may begin now. */
        public boolean isOpen() {
            return (result.state() == ResultState.WAITING || result.state() == ResultState.RUNNING)
                    && rollout().isOpenTo(result.wave());
        }

        /**
         * Whether what it has begun goes on. A pause ends nothing that has begun; under a rollout that has failed, what
         * is not committed is given up.
         */
        public boolean goesOn() {
            return isOpen()
                    || (result.state() == ResultState.RUNNING && rollout().state() == RolloutState.PAUSED);
        }

        /** What a claim that begins now is for. */
        public InRollout in() {
            Order order = rollout().order();
            return new InRollout(order.id(), order.version(), wave().name(), order.tasks());
        }

        /** How many nodes of a group may be changed at once in its wave; empty where the policy alone says. */
        public Optional<Integer> limit() {
            return goesOn() ? wave().limit() : Optional.empty();
        }

        /**
         * A word for this very waiting of a node whose own detectors say what is to be done, which is another for the
         * next one; empty where it does not wait for that.
         */
        public String asks() {
            boolean asks = goesByDetectors() && result.state() == ResultState.WAITING && isOpen();
            return asks ? rollout().id() + "/" + result.at() : "";
        }

        /** Whether this claim was taken for it, as far as can be known where that was not written down. */
        public boolean isOf(String claim) {
            boolean isUnknown = result.claim().isEmpty() && result.state() == ResultState.RUNNING && !isNew;
            return isUnknown || result.claim().equals(claim);
        }

        /** Whether its detectors say what is to be done. */
        public boolean goesByDetectors() {
            return rollout().order().change() == RolloutChange.DETECT;
        }

        /** The node's wave. */
        public Wave wave() {
            Order order = rollout().order();
            return order.waves().get(order.waveOf(result.wave()));
        }

        /** Whether the wave of this node has not been judged for good: the last one may open again until the end. */
        private boolean isBeforeJudgement() {
            int last = rollout().order().waves().size() - 1;
            return rollout().order().waveOf(result.wave())
                    >= Math.min(last, rollout().progress().wave());
        }

        /** Whether the nodes of its wave may not go yet. Who waits for no change waits for that as well. */
        private boolean isAhead() {
            return !rollout().state().hasEnded()
                    && rollout().progress().wave() < rollout().order().waveOf(result.wave());
        }

        private String openWave() {
            return "wave " + rollout().wave().map(Wave::name).map(Foreign::name).orElse("") + " is "
                    + (rollout().progress().soaking().isPresent() ? "soaking" : "open") + "; " + tells();
        }

        private String tells() {
            return rollout().command("status") + " says what it waits for";
        }

        /** What is to be said of where it comes from. */
        public String text() {
            return "version " + Foreign.name(rollout().order().version()) + " (rollout "
                    + Foreign.name(rollout().id()) + ", wave " + Foreign.name(wave().name()) + ")";
        }

        /**
         * Why nothing that is automatic begins on this node; empty where it may, by this rollout. A node that is done
         * stays on its boot until it is judged: else it would count as one that fell. One that was skipped, or left
         * out, does not go ahead of the canaries either.
         */
        public Optional<String> holds() {
            return switch (result.state()) {
                case OK ->
                    isBeforeJudgement()
                            ? Optional.of("is done with " + text() + ", and stays as it is until "
                                    + (rollout().isFinalizing()
                                            ? "the rollout is over, for its wave may open again"
                                            : "its wave has soaked")
                                    + (rollout().state() == RolloutState.RUNNING ? "" : "; the rollout " + stands())
                                    + "; " + tells())
                            : Optional.empty();
                case SKIPPED, LEFT_OUT -> holdsWithoutPart();
                case FAILED ->
                    Optional.of("failed under " + text() + (result.reason().isEmpty() ? "" : ": " + result.reason())
                            + "; " + rollout().command("retry") + " gives what failed another try");
                case WAITING, RUNNING, UNKNOWN -> isOpen() ? Optional.empty() : Optional.of(waits());
            };
        }

        /**
         * Whether the node has no part in it, and its wave has gone: what has begun there goes on, whatever comes of
         * it.
         */
        public boolean isBeside() {
            boolean hasNoPart = result.state() == ResultState.SKIPPED || result.state() == ResultState.LEFT_OUT;
            return hasNoPart && !isAhead();
        }

        /** Whoever stops a rollout, for something is wrong, expects that its groups stay as they are. */
        private Optional<String> holdsWithoutPart() {
            String noPart = "has no part in " + text() + ", and stays as it is";
            if (isAhead()) {
                return Optional.of(noPart + " until the nodes of its wave go: " + openWave());
            }
            return switch (rollout().state()) {
                case PAUSED, FAILED -> Optional.of(noPart + ": the rollout " + stands() + "; " + tells());
                case RUNNING, DONE, ABORTED, UNKNOWN -> Optional.empty();
            };
        }

        private String waits() {
            return switch (rollout().state()) {
                case RUNNING ->
                    result.state() == ResultState.UNKNOWN
                            ? "a newer version of rebootmgr knows how this node stands in " + text()
                                    + ", this one does not: upgrade it, or "
                                    + rollout().command("skip", "NODE")
                                    + " goes on without this node"
                            : "waits for its turn in " + text() + ": " + openWave();
                case UNKNOWN -> "a newer version of rebootmgr knows the state of " + text();
                case PAUSED -> text() + " " + stands() + "; " + rollout().command("resume") + " ends that";
                case FAILED ->
                    text() + " " + stands() + "; " + rollout().command("retry") + " gives what failed another try";
                case DONE, ABORTED -> text() + " " + stands();
            };
        }

        /**
         * That the rollout has failed, or is paused, why, and what sets it running, or that only a newer version knows
         * how it, or this node in it, stands; empty where it goes on here or is over.
         */
        public Optional<String> standsStill() {
            return switch (rollout().state()) {
                case PAUSED, FAILED, UNKNOWN -> Optional.of(waits());
                case RUNNING -> result.state() == ResultState.UNKNOWN ? Optional.of(waits()) : Optional.empty();
                case DONE, ABORTED -> Optional.empty();
            };
        }

        /** Where it does not run. */
        private String stands() {
            String why = rollout().why();
            return switch (rollout().state()) {
                case RUNNING -> "runs";
                case UNKNOWN -> "is in a state that a newer version of rebootmgr knows";
                case PAUSED -> "is " + (why.isEmpty() ? "paused" : Foreign.sentence(why));
                case FAILED -> "has failed" + (why.isEmpty() ? "" : ": " + Foreign.sentence(why));
                case DONE, ABORTED -> "is over";
            };
        }
    }

    /**
     * The turn of this node.
     *
     * @param view holds {@link Keys#rollouts}, {@link Keys#rolloutOrders} and the node's {@link Keys#rolloutNode}
     */
    static NodeTurn of(View view, Keys keys, String group, String node) {
        if (view.get(keys.rollouts()).isEmpty()) {
            return new None();
        }
        try {
            Rollouts all = Rollouts.in(view, keys);
            List<Rollout> its = all.ofAny(List.of(group));
            if (its.isEmpty()) {
                return all.broken().isEmpty()
                        ? new None()
                        : new Unknown("a rollout in the key " + keys.rollouts() + " cannot be read, and may be of this"
                                + " group: " + all.broken().getFirst().why());
            }
            // Somebody may have put another one beside the one that was ordered.
            Optional<String> doubt = Optional.empty();
            for (Rollout rollout : orderedFirst(its, view, keys)) {
                switch (Belief.of(view, keys, rollout)) {
                    case Belief.Ordered belief -> {
                        return placed(view, keys, belief, node);
                    }
                    case Belief.Doubted(String why) -> doubt = doubt.or(() -> Optional.of(why));
                }
            }
            return new Unknown(doubt.orElseThrow());
        } catch (MalformedJson e) {
            return new Unknown(new Unreadable(keys.rollouts(), e.reason()).text());
        }
    }

    /** Whoever adds one that needs no order must not set aside what an operator has ordered, and perhaps paused. */
    private static List<Rollout> orderedFirst(List<Rollout> its, View view, Keys keys) {
        return its.stream()
                .sorted(Comparator.comparing(
                        (Rollout one) -> view.get(keys.rolloutOrder(one.id())).isEmpty()))
                .toList();
    }

    private static NodeTurn placed(View view, Keys keys, Belief.Ordered belief, String node) {
        Rollout rollout = belief.rollout();
        Optional<View.Entry> entry = view.get(keys.rolloutNode(node));
        try {
            Optional<NodeResult> result =
                    entry.isPresent() ? Optional.of(NodeResult.parse(entry.get().value())) : Optional.empty();
            Optional<String> other = result.filter(one -> belief.order().isEmpty())
                    .filter(one -> !one.id().equals(rollout.id()) && one.state().isOpen())
                    .filter(one -> view.get(keys.rolloutOrder(one.id())).isPresent())
                    .map(NodeResult::id);
            if (other.isPresent()) {
                return new Unknown("this node has a place in rollout " + Foreign.name(other.get())
                        + ", which was ordered, and rollout " + Foreign.name(rollout.id())
                        + ", which was not, stands where that should; "
                        + Suggestion.of("rebootmgr rollout skip")
                                .argument(other.get())
                                .argument(node)
                                .typed()
                        + " gives that place up");
            }
            result = result.filter(one -> one.id().equals(rollout.id()));
            Optional<String> waits = result.flatMap(one -> belief.waitsForCanaries(keys, node, one));
            if (waits.isPresent()) {
                return new Unknown(waits.get());
            }
            return result.map(one -> new Placed(belief, unlessItHas(view, keys, belief, one, node), false))
                    .orElseGet(() -> new Placed(
                            belief,
                            unlessItHas(
                                    view,
                                    keys,
                                    belief,
                                    NodeResult.waiting(
                                            rollout.id(),
                                            rollout.order().waves().getLast().name(),
                                            rollout.order().started()),
                                    node),
                            true));
        } catch (MalformedJson e) {
            return new Unknown(new Unreadable(keys.rolloutNode(node), e.reason()).text());
        }
    }

    /** A version that its group follows brings nothing to a node that has one as new. */
    private static NodeResult unlessItHas(View view, Keys keys, Belief.Ordered belief, NodeResult result, String node) {
        if (belief.order().isPresent() || result.state() != ResultState.WAITING) {
            return result;
        }
        return FollowedVersion.has(view, keys, node, belief.rollout().order().version())
                .map(its -> result.to(ResultState.LEFT_OUT, "has version " + its + " already", result.at()))
                .orElse(result);
    }
}
