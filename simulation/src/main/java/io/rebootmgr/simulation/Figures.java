package io.rebootmgr.simulation;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.policy.Durations;
import java.time.Duration;
import java.util.Locale;

/**
 * What a simulation cost, and how long it took.
 *
 * @param nodes of the fleet
 * @param lasted in all, what comes after the last reboot included
 * @param completed when the last slot was given back
 * @param ideal the time that no scheduler can beat: every node's drain, settle, boot and recovery, one after the other
 *     on so many slots
 * @param asked what the nodes were asked for
 * @param made how many of these were made
 * @param requests of all agents to their Consul, whoever answers them
 * @param stale of them, those that any server may answer
 * @param atLeader of them, those that the leader has to
 * @param peakAtLeader the most of one second
 * @param keysAtLeader that it told them: how large its answers were
 * @param raftWrites entries that the agents caused, refused transactions included
 * @param refilled slots that came free while nodes waited, and were taken again
 * @param unused how long those lay unused, all together
 * @param longestUnused the longest of these
 * @param longestInLine the longest that a node stood in line
 * @param drained how long nodes waited for their jobs, and took no new ones, all together
 * @param idle how long of that they did nothing
 */
public record Figures(
        int nodes,
        Duration lasted,
        Duration completed,
        Duration ideal,
        ChangeKind asked,
        long made,
        long requests,
        long stale,
        long atLeader,
        long peakAtLeader,
        long keysAtLeader,
        long raftWrites,
        long refilled,
        Duration unused,
        Duration longestUnused,
        Duration longestInLine,
        Duration drained,
        Duration idle) {

    /** A table, for people. */
    public String text() {
        StringBuilder text = new StringBuilder();
        if (made > 0) {
            campaign(text);
        }
        line(text, "Raft writes", raftWrites + ", " + ratio(raftWrites, made, 2) + " a " + asked.noun());
        line(
                text,
                "requests",
                requests + ", " + ratio(requests, nodes, 1) + " a node, " + ratio(requests, lasted.toSeconds(), 1)
                        + " a second");
        line(
                text,
                "  stale",
                stale + " (" + ratio(100 * stale, requests, 1) + " %), " + ratio(stale, lasted.toSeconds(), 1)
                        + " a second");
        line(
                text,
                "  at the leader",
                atLeader + ", " + ratio(atLeader, made, 1) + " a " + asked.noun() + ", at most " + peakAtLeader
                        + " in one second");
        line(text, "  keys told by it", keysAtLeader + ", " + ratio(keysAtLeader, made, 1) + " a " + asked.noun());
        return text.toString();
    }

    private void campaign(StringBuilder text) {
        line(text, asked.noun() + "s", Long.toString(made));
        line(text, "completed after", shown(completed));
        line(text, "no scheduler can beat", shown(ideal));
        line(text, "ratio", ratio(completed.toMillis(), ideal.toMillis(), 3));
        line(
                text,
                "freed slot unused",
                ratio(unused.toMillis(), 1000 * refilled, 2) + " s on average, at most "
                        + ratio(longestUnused.toMillis(), 1000, 1) + " s (" + refilled + " times)");
        line(text, "longest in line", shown(longestInLine));
        if (!drained.isZero()) {
            line(
                    text,
                    "node-hours drained",
                    ratio(drained.toMinutes(), 60, 1) + ", " + ratio(idle.toMinutes(), 60, 1) + " of them idle");
        }
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "  %-22s %s%n", name, value));
    }

    private static String shown(Duration duration) {
        return Durations.format(Duration.ofSeconds(duration.toSeconds()));
    }

    private static String ratio(long part, long whole, int digits) {
        return whole == 0 ? "-" : String.format(Locale.ROOT, "%." + digits + "f", (double) part / whole);
    }
}
