package io.rebootmgr.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.change.RolloutChange;
import io.rebootmgr.consul.Consul.LocalService;
import io.rebootmgr.simulation.fault.Effect;
import io.rebootmgr.simulation.fault.Level;
import io.rebootmgr.simulation.fault.Mishap;
import io.rebootmgr.simulation.fault.Trouble;
import io.rebootmgr.simulation.node.NodeSpec;
import io.rebootmgr.simulation.node.Pace;
import io.rebootmgr.simulation.node.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Mishaps at effects of one node of a small fleet, by their numbers; it writes down all of that node's effects. */
final class Struck implements Trouble {
    private static final String VICTIM = "web1";

    private final Map<Integer, Mishap> mishaps;
    private final List<Effect> effects = new ArrayList<>();

    private Struck(Map<Integer, Mishap> mishaps) {
        this.mishaps = mishaps;
    }

    /** Every promise is kept all the same. */
    static Struck by(Map<Integer, Mishap> mishaps, Function<Trouble, Result> run) {
        Struck struck = new Struck(mishaps);
        Result result = run.apply(struck);
        assertThat(result.isGood()).as(() -> struck + "\n" + result.story()).isTrue();
        return struck;
    }

    /**
     * One effect after the other of those that the mishap fits, in a run each: all of them, or a {@link Sample}. Up to
     * the strike a run is the same as one without any.
     *
     * @param effects there are more of them
     * @param reads it fits more of them, if it is one that can strike a read
     * @param others the same of one that strikes what changes something
     */
    static void everywhere(Function<Trouble, Result> run, Mishap mishap, int effects, int reads, int others) {
        List<Effect> all = by(Map.of(), run).effects;
        assertThat(all).as("effects of the whole of it").hasSizeGreaterThan(effects);
        List<Integer> fitting = IntStream.range(0, all.size())
                .filter(at -> mishap.fits(all.get(at)))
                .boxed()
                .toList();
        assertThat(fitting).as("effects that it fits").hasSizeGreaterThan(mishap.fits(Effect.READ) ? reads : others);
        Set<Effect> kinds = new HashSet<>();
        for (int at : Sample.WHOLE ? fitting : Sample.of(all, mishap)) {
            Struck strike = by(Map.of(at, mishap), run);
            assertThat(strike.effects.get(at)).as(strike::toString).isEqualTo(all.get(at));
            kinds.add(all.get(at));
        }
        assertThat(kinds)
                .as("kinds of them that were struck")
                .containsExactlyInAnyOrderElementsOf(
                        fitting.stream().map(all::get).collect(Collectors.toSet()));
    }

    List<Effect> effects() {
        return List.copyOf(effects);
    }

    /** The numbers of those that change something. */
    List<Integer> changes() {
        return IntStream.range(0, effects.size())
                .filter(at -> effects.get(at).isChanging())
                .boxed()
                .toList();
    }

    /** Three nodes, one of which may go at a time, that are asked for this. */
    static Scenario fleet(ChangeKind asked) {
        return fleet(asked, asked == ChangeKind.REBOOT ? 0 : 2);
    }

    /** The same for a rollout, in which their detectors may say what each of them needs. */
    static Scenario fleet(RolloutChange change) {
        return change == RolloutChange.DETECT
                ? fleet(ChangeKind.REBOOT, 2, 1)
                : fleet(change.kind().orElseThrow());
    }

    /** @param changes how many hot tasks there are, and how many drained ones */
    static Scenario fleet(ChangeKind asked, int changes) {
        return fleet(asked, changes, 0);
    }

    private static Scenario fleet(ChangeKind asked, int changes, int detectors) {
        List<LocalService> service = List.of(new LocalService("s", "s", List.of("rebootmgr")));
        List<NodeSpec> nodes = Stream.of(VICTIM, "web10", "web")
                .map(name -> new NodeSpec(name, name, "web", service, false, false))
                .toList();
        Pace pace = new Pace(
                Span.seconds(2, 2),
                Span.seconds(1, 1),
                Span.seconds(20, 20),
                Span.seconds(5, 5),
                Span.seconds(9, 9),
                1,
                0,
                Pace.Work.NONE,
                detectors,
                changes);
        return new Scenario(
                7,
                Level.NONE,
                nodes,
                1,
                pace,
                Duration.ofSeconds(3),
                Duration.ofSeconds(30),
                "",
                asked,
                Duration.ZERO,
                Duration.ofSeconds(1),
                Duration.ZERO,
                Duration.ofHours(6),
                "the exhaustive run");
    }

    @Override
    public Mishap at(String node, Effect now) {
        if (!node.equals(VICTIM)) {
            return Mishap.NONE;
        }
        Mishap mishap = mishaps.getOrDefault(effects.size(), Mishap.NONE);
        effects.add(now);
        return mishap.fits(now) ? mishap : Mishap.NONE;
    }

    @Override
    public String toString() {
        return new TreeMap<>(mishaps)
                .entrySet().stream()
                        .map(one -> one.getValue() + " at effect " + one.getKey()
                                + (one.getKey() < effects.size() ? ", " + effects.get(one.getKey()) : ""))
                        .collect(Collectors.joining(" and ", "of " + VICTIM + ": ", ""));
    }
}
