package io.rebootmgr.gate;

import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Every gate, in order, cheap to dear. A new one is a file of its own and a line here. */
public final class Gates {
    private static final List<Gate> ALL = List.of(
            new StopGate(),
            new EnabledGate(),
            new ListsGate(),
            new RetriesGate(),
            new PauseGate(),
            new LeaseGate(),
            new RolloutGate(),
            new WindowGate(),
            new UptimeGate(),
            new InhibitorsGate(),
            new DetectorsGate(),
            new ProgramsGate(),
            new MembersGate(),
            new QuorumGate(),
            new HealthGate(),
            new DomainGate(),
            new SlotGate());

    private Gates() {}

    /** Every gate, in order. */
    public static List<Gate> all() {
        return ALL;
    }

    /** The names, in order. */
    public static List<String> names() {
        return ALL.stream().map(Gate::name).toList();
    }

    /** The gate of this name; empty where there is none. */
    public static Optional<Gate> named(String name) {
        return ALL.stream().filter(gate -> gate.name().equals(name)).findFirst();
    }

    /**
     * What the gates say, up to and including the first that holds; those behind it are not asked, and what is
     * {@linkplain Gate#isLeftToLast left to last} behind all others. A Consul that does not answer passes through as
     * its exception.
     */
    public static List<GateResult> upToFirstHold(GateInput input, Set<String> ignore) {
        List<Gate> first = new ArrayList<>();
        List<Gate> last = new ArrayList<>();
        ALL.forEach(gate -> (gate.isLeftToLast(input) ? last : first).add(gate));
        first.addAll(last);
        List<GateResult> asked = new ArrayList<>();
        for (Gate gate : first) {
            GateResult judged =
                    new GateResult(gate.name(), judge(gate, input), ignore.contains(gate.name()), new Evidence.None());
            asked.add(judged);
            if (judged.holds()) {
                break;
            }
        }
        return asked;
    }

    /** What one gate says. */
    public static GateResult byName(String name, GateInput input, Set<String> ignore) {
        Gate gate = named(name).orElseThrow();
        return new GateResult(name, judge(gate, input), ignore.contains(name), new Evidence.None());
    }

    /** The first hold of the gates that keys and clocks suffice for; empty when none of them holds. */
    public static Optional<GateResult> firstHoldByKeys(GateInput input) {
        return ALL.stream()
                .filter(gate -> gate.cost() == Gate.Cost.KEYS)
                .map(gate -> new GateResult(gate.name(), judge(gate, input), false, new Evidence.None()))
                .filter(GateResult::holds)
                .findFirst();
    }

    /** What every gate says, for people; a Consul that does not answer is a gate that cannot be judged. */
    public static List<GateResult> all(GateInput input, Set<String> ignore) {
        List<GateResult> all = new ArrayList<>();
        for (Gate gate : ALL) {
            Gate.Look look;
            try {
                look = gate.isAskedOf(input.change())
                        ? gate.look(input)
                        : new Gate.Look(unasked(), new Evidence.None());
            } catch (ConsulException e) {
                look = new Gate.Look(new Verdict.Unknown(ExitCode.CONSUL, e.reason()), new Evidence.None());
            }
            all.add(new GateResult(
                    gate.name(),
                    look.verdict(),
                    ignore.contains(gate.name()),
                    look.evidence(),
                    gate.isLeftToLast(input)));
        }
        return all;
    }

    /** Of what {@link #all} say, the one that a run would be held by; empty where none holds. */
    public static Optional<GateResult> firstHold(List<GateResult> all) {
        return all.stream().filter(GateResult::holds).min(Comparator.comparing(GateResult::last));
    }

    /** What can be said without a policy: whether a stop flag is set. The others are as {@code unjudged}. */
    public static List<GateResult> withoutPolicy(GateInput input, Verdict.Unknown unjudged) {
        List<GateResult> all = new ArrayList<>();
        for (Gate gate : ALL) {
            Gate.Look look = gate instanceof StopGate ? gate.look(input) : new Gate.Look(unjudged, new Evidence.None());
            all.add(new GateResult(gate.name(), look.verdict(), false, look.evidence()));
        }
        return all;
    }

    private static Verdict unasked() {
        return new Verdict.Proceed("not asked: a hot change takes no node out of service");
    }

    private static Verdict judge(Gate gate, GateInput input) {
        if (!gate.isAskedOf(input.change())) {
            return unasked();
        }
        try {
            return gate.judge(input);
        } catch (ConsulException e) {
            return switch (e.kind()) {
                case NONSENSE, FORBIDDEN, TOO_LARGE -> new Verdict.Unknown(ExitCode.CONSUL, e.reason());
                case NO_AGENT, UNREACHABLE, NO_LEADER -> throw e;
            };
        }
    }
}
