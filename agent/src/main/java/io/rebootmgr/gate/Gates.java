package io.rebootmgr.gate;

import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Every gate, in order, cheap to dear. A new one is a file of its own and a line here. */
public final class Gates {
    /** The emergency stop and the limit are not to be passed over by anybody. */
    public static final Set<String> NEVER_IGNORED = Set.of("stop", "slot");

    /** What the return of another node opens: the slot that it gives back, and what its absence closes beside that. */
    public static final Set<String> OPENED_BY_A_RETURN = Set.of("members", "quorum", "health", "slot");

    private static final List<Gate> ALL = List.of(
            new StopGate(),
            new EnabledGate(),
            new RetriesGate(),
            new WindowGate(),
            new UptimeGate(),
            new InhibitorsGate(),
            new MembersGate(),
            new QuorumGate(),
            new HealthGate(),
            new SlotGate());

    /** Those that ask Consul for more than its keys, or start a program. */
    private static final Set<String> DEAR = Set.of("inhibitors", "members", "quorum", "health");

    private Gates() {}

    /**
     * What one gate said.
     *
     * @param ignored it was told to be passed over, so it does not hold whatever it says
     */
    public record Judged(String gate, Verdict verdict, boolean ignored) {
        public boolean holds() {
            return verdict.holds() && !ignored;
        }
    }

    /** What one gate said, and what it judged by. */
    public record Examined(Judged judged, Evidence evidence) {}

    /** The names, in order. */
    public static List<String> names() {
        return ALL.stream().map(Gate::name).toList();
    }

    /**
     * What the gates say, up to and including the first that holds; those behind it are not asked. A Consul that does
     * not answer passes through as its exception.
     */
    public static List<Judged> upToFirstHold(Situation situation, Set<String> ignore) {
        List<Judged> asked = new ArrayList<>();
        for (Gate gate : ALL) {
            Judged judged = new Judged(gate.name(), judge(gate, situation), ignore.contains(gate.name()));
            asked.add(judged);
            if (judged.holds()) {
                break;
            }
        }
        return asked;
    }

    /** The first hold of the gates that keys and clocks suffice for; empty when none of them holds. */
    public static Optional<Judged> firstHoldByKeys(Situation situation) {
        return ALL.stream()
                .filter(gate -> !DEAR.contains(gate.name()))
                .map(gate -> new Judged(gate.name(), judge(gate, situation), false))
                .filter(Judged::holds)
                .findFirst();
    }

    /** What every gate says, for people; a Consul that does not answer is a gate that cannot be judged. */
    public static List<Examined> all(Situation situation, Set<String> ignore) {
        List<Examined> all = new ArrayList<>();
        for (Gate gate : ALL) {
            Gate.Look look;
            try {
                look = gate.look(situation);
            } catch (ConsulException e) {
                look = new Gate.Look(new Verdict.Unknown(ExitCode.CONSUL, e.reason()), new Evidence.None());
            }
            Judged judged = new Judged(gate.name(), look.verdict(), ignore.contains(gate.name()));
            all.add(new Examined(judged, look.evidence()));
        }
        return all;
    }

    /** What can be said without a policy: whether a stop flag is set. The others are as {@code unjudged}. */
    public static List<Examined> withoutPolicy(Situation situation, Verdict.Unknown unjudged) {
        List<Examined> all = new ArrayList<>();
        for (Gate gate : ALL) {
            Gate.Look look =
                    gate instanceof StopGate ? gate.look(situation) : new Gate.Look(unjudged, new Evidence.None());
            all.add(new Examined(new Judged(gate.name(), look.verdict(), false), look.evidence()));
        }
        return all;
    }

    private static Verdict judge(Gate gate, Situation situation) {
        try {
            return gate.judge(situation);
        } catch (ConsulException e) {
            return switch (e.kind()) {
                case NONSENSE, FORBIDDEN, TOO_LARGE -> new Verdict.Unknown(ExitCode.CONSUL, e.reason());
                case UNREACHABLE, NO_LEADER -> throw e;
            };
        }
    }
}
