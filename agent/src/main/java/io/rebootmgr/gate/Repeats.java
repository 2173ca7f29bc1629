package io.rebootmgr.gate;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.History;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.logbook.RebootLoop;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.trigger.Trigger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How often this node was rebooted lately for what asks now. Something that asks again after every boot, such as a hook
 * that takes a missing program for a yes, would keep it rebooting for ever. Neither may a detector have it changed
 * without end that asks for another kind of change behind each that it gets.
 *
 * @param asking what asks, apart from what is parked already
 */
public record Repeats(List<Repeat> asking) {
    /** Whoever needs a hot change, then a drain, then a reboot is well after three. */
    private static final int LEAST_TURNS = 3;

    /**
     * One of them.
     *
     * @param change what it asks for
     * @param reboots how many are complete and count
     * @param inTurns it is a detector that has answered the last changes, each, by asking for another kind
     * @param looping one more would be a loop as far as the policy goes, or an earlier run found that
     */
    public record Repeat(String trigger, ChangeKind change, int reboots, boolean inTurns, boolean looping) {}

    public Repeats {
        asking = List.copyOf(asking);
    }

    /** By the node's own status and logbook, of which one may be malformed. */
    public static Repeats of(Facts facts, Policy policy, Instant now) throws MalformedJson {
        RebootLoop loop = facts.status().map(NodeStatus::loop).orElse(RebootLoop.NONE);
        List<Trigger> fresh = facts.fresh();
        History history = fresh.isEmpty() ? History.NONE : facts.history();
        Instant since = now.minus(policy.maxRebootsPer());
        int mostTurns = mostTurns(policy);
        List<Repeat> asking = new ArrayList<>();
        for (Trigger trigger : fresh) {
            int reboots = history.rebootsFor(trigger.name(), trigger.text(), since, loop.forgiven());
            boolean inTurns = history.turnsFor(trigger.name(), Instant.MIN, loop.forgiven()) >= mostTurns;
            boolean looping = reboots >= policy.maxReboots()
                    || (inTurns && history.turnsFor(trigger.name(), since, loop.forgiven()) >= mostTurns)
                    || loop.triggers().contains(trigger.name());
            asking.add(new Repeat(trigger.name(), trigger.change(), reboots, inTurns, looping));
        }
        return new Repeats(asking);
    }

    /** With so many changes in a row a detector that asks in turns is obeyed no more. */
    static int mostTurns(Policy policy) {
        return Math.max(LEAST_TURNS, policy.maxReboots());
    }

    /** Whether all that loops of this kind are detectors that ask in turns. */
    boolean inTurns(ChangeKind change) {
        return asking.stream().filter(repeat -> repeat.change() == change).allMatch(Repeat::inTurns);
    }

    /** The triggers that ask again and again. */
    public List<String> looping() {
        return asking.stream().filter(Repeat::looping).map(Repeat::trigger).toList();
    }

    /**
     * Whether nothing else asks for this change. What asks for the first time is obeyed, whatever stands beside it; but
     * who asks for a drain is no reason for a reboot.
     */
    boolean nothingElse(ChangeKind change) {
        List<Repeat> same =
                asking.stream().filter(repeat -> repeat.change() == change).toList();
        return !same.isEmpty() && same.stream().allMatch(Repeat::looping);
    }

    /** The trigger that was obeyed most often; empty where none was. */
    Optional<Repeat> most() {
        return asking.stream().filter(repeat -> repeat.reboots() > 0).max(Comparator.comparingInt(Repeat::reboots));
    }
}
