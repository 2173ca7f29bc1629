package io.rebootmgr.report;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.gate.Programs;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.trigger.Trigger;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The metrics of a node: each with its meaning, see docs/metrics.md. What is not known is left out. */
final class NodeMetrics {
    private final Exposition to = new Exposition();

    private NodeMetrics() {}

    /**
     * Their text.
     *
     * @param at now, seconds since 1970
     * @param state what the node is doing, empty where that is not known
     * @param facts what the run saw last, if Consul said anything
     * @param programs what gate programs told it last
     */
    static String text(
            Self self,
            long at,
            String state,
            Memory memory,
            Optional<Facts> facts,
            Collection<Programs.Answer> programs) {
        NodeMetrics metrics = new NodeMetrics();
        metrics.agent(self, at, memory.exitCode());
        metrics.wanted(memory, facts.isPresent());
        if (!state.isEmpty()) {
            metrics.to.metric(
                    "rebootmgr_state",
                    "What the node is doing, as its status in Consul says, or held where a stop holds it; always 1.");
            metrics.to.labelled("rebootmgr_state", 1, "state", state);
        }
        metrics.programs(programs);
        metrics.lastReboot(memory);
        if (facts.isPresent()) {
            metrics.change(facts.get());
            metrics.status(facts.get());
            metrics.stops(self, facts.get());
            HoldMetrics.add(metrics.to, self, facts.get(), at);
            WaitMetrics.add(metrics.to, facts.get(), memory.requiredSince() > 0, at);
            GroupMetrics.add(metrics.to, self, facts.get());
        }
        return metrics.to.text();
    }

    private void agent(Self self, long at, int exitCode) {
        to.metric("rebootmgr_agent_info", "Version, node and group of the agent; always 1.");
        to.labelled("rebootmgr_agent_info", 1, "version", self.version(), "node", self.node(), "group", self.group());
        gauge("rebootmgr_last_run_timestamp_seconds", "When a run last ended, or got on with its work.", at);
        if (exitCode != Memory.UNKNOWN) {
            gauge(
                    "rebootmgr_last_run_exit_code",
                    "What the last run that is over ended with; from 100 on somebody has to act.",
                    exitCode);
        }
    }

    /**
     * Nobody knows of a key that asks for a reboot, or of a file that was obeyed already, until Consul has answered.
     */
    private void wanted(Memory memory, boolean looked) {
        if (looked || memory.requiredSince() > 0) {
            gauge(
                    "rebootmgr_reboot_required",
                    "1 where something asks for a reboot or another change that was not obeyed yet. Not there while"
                            + " that is not known.",
                    memory.requiredSince() > 0 ? 1 : 0);
        }
        if (memory.requiredSince() > 0) {
            gauge(
                    "rebootmgr_reboot_required_since_timestamp_seconds",
                    "Since when it is asked for. Not there where nothing is.",
                    memory.requiredSince());
        }
        if (!memory.heldBy().isEmpty()) {
            String name = "rebootmgr_held_since_timestamp_seconds";
            to.metric(name, "Since when this gate holds the reboot. Not there when none does.");
            to.labelled(name, memory.heldSince(), "gate", memory.heldBy());
        }
    }

    /** The highest of what is asked for, which includes the others. */
    private void change(Facts facts) {
        try {
            facts.fresh().stream()
                    .map(Trigger::change)
                    .max(Comparator.naturalOrder())
                    .ifPresent(kind -> {
                        String name = "rebootmgr_change_required";
                        to.metric(
                                name,
                                "Which kind of change is asked for: hot, drain or reboot, of several the highest; always 1. Not"
                                        + " there where none is.");
                        to.labelled(name, 1, "kind", kind.label());
                    });
        } catch (MalformedJson e) {
            // What was obeyed already is not known then; the exit code tells it.
        }
    }

    private void programs(Collection<Programs.Answer> programs) {
        if (programs.isEmpty()) {
            return;
        }
        String name = "rebootmgr_gate_program";
        to.metric(
                name,
                "What a gate program of the operator's said last: open, hold, or unknown where it could not be judged;"
                        + " always 1. Not there where the run asked none.");
        for (Programs.Answer answer : programs) {
            to.labelled(name, 1, "program", answer.program(), "says", answer.says());
        }
    }

    private void lastReboot(Memory memory) {
        if (memory.rebootedAt() == 0) {
            return;
        }
        gauge(
                "rebootmgr_last_reboot_timestamp_seconds",
                "When the last reboot was complete, the node back in service.",
                memory.rebootedAt());
        String name = "rebootmgr_last_reboot_duration_seconds";
        to.metric(name, "How long each phase of the last reboot took.");
        for (Entry.Phase phase : memory.phases()) {
            to.thousandths(name, phase.took().toMillis(), "phase", phase.name());
        }
    }

    private void status(Facts facts) {
        try {
            Optional<NodeStatus> status = facts.status();
            int failures = status.isPresent() ? status.get().failures() : 0;
            gauge("rebootmgr_consecutive_failures", "Runs that failed in a row.", failures);
        } catch (MalformedJson e) {
            // The exit code tells it.
            return;
        }
    }

    private void stops(Self self, Facts facts) {
        Keys keys = self.keys();
        String name = "rebootmgr_stop_flag";
        to.metric(name, "1 where a stop flag is set for the fleet, this node's group, or this node.");
        to.labelled(name, isThere(facts, keys.stop()), "scope", "fleet");
        to.labelled(name, isThere(facts, keys.groupStop(self.group())), "scope", "group", "group", self.group());
        to.labelled(name, isThere(facts, keys.nodeStop(self.node())), "scope", "node");
        gauge(
                "rebootmgr_disabled_itself",
                "1 where the node disabled itself, as it does after a task that did not end in time.",
                SelfDisabled.in(facts) ? 1 : 0);
    }

    private static long isThere(Facts facts, String key) {
        return facts.view().get(key).isPresent() ? 1 : 0;
    }

    private void gauge(String name, String help, long value) {
        to.gauge(name, help, value);
    }
}
