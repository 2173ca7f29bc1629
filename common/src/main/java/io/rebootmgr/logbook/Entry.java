package io.rebootmgr.logbook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.json.OtherFields;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One attempt to change a node, from its claim to its end: a line of the logbook. There is one per claim, written with
 * the claim and rewritten as the attempt goes on, whoever writes.
 *
 * @param claim the claim's id
 * @param by what asked for it: the triggers' names, or {@code operator NAME}; see {@link Asker}
 * @param moreBy of those, the detectors that asked for another kind of change as soon as this one was made
 * @param ignored the gates that an operator told the run to skip
 * @param kernelAfter the kernel that it came back with
 * @param phases how long each phase took, in order; at most 20
 * @param tasks the tasks that ran, in order; at most 50
 * @param end how it ended, empty while it goes on. The first end stays, unless the node reboots after all
 * @param waited how long the node had stood in line for the slot; empty where it had not, or an older agent wrote this
 * @param agent the version of the agent that began it; empty where an older one did
 * @param waived the services that the return did not wait for, and who said so
 * @param setback what went wrong last without ending it
 * @param released an operator freed its slot
 * @param drained it ended in the middle of a drain that has not been undone yet
 * @param undone when a later run undid what the end had left
 * @param change what it was for
 * @param others fields that a newer agent wrote: they are kept
 */
public record Entry(
        String claim,
        String node,
        String group,
        String reason,
        List<String> by,
        List<String> moreBy,
        List<String> ignored,
        Instant started,
        String kernelBefore,
        Optional<String> kernelAfter,
        List<Phase> phases,
        List<TaskRun> tasks,
        Optional<End> end,
        Optional<Duration> waited,
        String agent,
        List<String> waived,
        Optional<Setback> setback,
        Optional<Released> released,
        boolean drained,
        Optional<Instant> undone,
        ChangeKind change,
        OtherFields others) {
    private static final int MAX_PHASES = 20;
    private static final int MAX_TASKS = 50;
    /** Characters of a text that comes from elsewhere. */
    private static final int LONGEST = 2_000;
    /** How they begin of a reboot, though it may have been for nothing and its code is not 0. */
    private static final String REBOOTED = "rebooted: ";
    /** How the words of an end begin that is no reboot, though its code is 0: nobody wanted it any more. */
    private static final String GIVEN_UP = "given up";
    /** The stage whose tasks undo a drain. */
    private static final String ABORT = "abort";
    /** The phase between the reboot command and the first run after it. */
    public static final String BOOT = "boot";

    /**
     * A part of the attempt and how long it took.
     *
     * @param times how often runs went through it; the duration is that of all of them
     */
    public record Phase(String name, Duration took, int times) {
        public Phase(String name, Duration took) {
            this(name, took, 1);
        }
    }

    /**
     * A task that ran: its exit code, or -1 where it was ended.
     *
     * @param took the last time
     * @param times how often it ended like that
     */
    public record TaskRun(String stage, String name, int code, Duration took, int times) {
        public TaskRun(String stage, String name, int code, Duration took) {
            this(stage, name, code, took, 1);
        }
    }

    /** The exit code it ended with, why, and when. */
    public record End(int code, String why, Instant at) {}

    /**
     * A run that failed or could not go on, while the attempt did.
     *
     * @param code its exit code
     * @param at the last time
     * @param times how often runs ended with this code
     */
    public record Setback(int code, String why, Instant at, int times) {}

    /** Who freed the slot, why and when. */
    public record Released(String by, String why, Instant at) {}

    /** What became of an attempt, as far as its entry knows. */
    public enum Result {
        IN_PROGRESS,
        REBOOTED,
        /** Changed without a reboot. */
        CHANGED,
        RELEASED,
        GIVEN_UP;

        /** As JSON tells it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Entry {
        reason = clipped(reason);
        by = List.copyOf(by);
        moreBy = List.copyOf(moreBy);
        ignored = List.copyOf(ignored);
        phases = List.copyOf(phases);
        tasks = List.copyOf(tasks);
        waived = List.copyOf(waived);
    }

    /** One that begins, of which nothing else is known yet. */
    public static Entry begun(
            String claim, String node, String group, String reason, List<String> by, Instant started) {
        return new EntryDraft(claim, node, group, reason, by, started).entry();
    }

    private Entry changed(Consumer<EntryDraft> change) {
        EntryDraft draft = new EntryDraft(this);
        change.accept(draft);
        return draft.entry();
    }

    /** By an agent of this version, on this kernel. */
    public Entry from(String kernel, String agentVersion) {
        return changed(draft -> {
            draft.kernelBefore = kernel;
            draft.agent = agentVersion;
        });
    }

    /** For a change of this kind. */
    public Entry of(ChangeKind kind) {
        return changed(draft -> draft.change = kind);
    }

    /** These detectors, of which it is, ask for another kind of change now. */
    public Entry asksForMore(List<String> detectors) {
        return changed(
                draft -> draft.moreBy = detectors.stream().filter(by::contains).toList());
    }

    public Entry ignoring(List<String> gates) {
        return changed(draft -> draft.ignored = gates);
    }

    public Entry waited(Duration inLine) {
        return changed(draft -> draft.waited = Optional.of(inLine));
    }

    /** Without waiting for these services; each with who said so and why. */
    public Entry waiving(List<String> services) {
        return changed(
                draft -> draft.waived = services.stream().map(Entry::clipped).toList());
    }

    public Entry phase(String name, Duration took) {
        List<Phase> longer = new ArrayList<>(phases);
        longer.add(new Phase(name, took));
        return changed(draft -> draft.phases = last(longer, MAX_PHASES));
    }

    /** Another run goes through what follows the boot: earlier ones become one phase of each name. */
    public Entry returningAgain() {
        return changed(draft -> draft.phases = Repeated.phases(phases));
    }

    /** One that ends as it did before is counted. */
    public Entry task(TaskRun task) {
        return changed(draft -> draft.tasks = last(Repeated.tasks(tasks, task), MAX_TASKS));
    }

    public Entry cameBackWith(String kernel) {
        return changed(draft -> draft.kernelAfter = Optional.of(kernel));
    }

    /** A run failed, and the attempt goes on. */
    public Entry withSetback(int code, String why, Instant at) {
        int before =
                setback.filter(old -> old.code() == code).map(Setback::times).orElse(0);
        return changed(draft -> draft.setback = Optional.of(new Setback(code, clipped(why), at, before + 1)));
    }

    /** It ended; a node that is in service again is not drained, whatever an earlier run has left of it. */
    public Entry ended(int code, String why, Instant at) {
        return changed(draft -> {
            draft.end = Optional.of(new End(code, clipped(why), at));
            draft.drained = drained && code != 0;
        });
    }

    /** It ended, and what its drain began stands until a later run. */
    public Entry leftDrained() {
        return changed(draft -> draft.drained = true);
    }

    /** A later run has undone what it left. */
    public Entry undone(Instant at) {
        return changed(draft -> {
            draft.drained = false;
            draft.undone = Optional.of(at);
        });
    }

    /**
     * Whether what was to undo its drain has failed the last time that it ran, or some of it: the node may be drained
     * still, whatever else is said of it.
     */
    public boolean isAbortFailed() {
        Map<String, Integer> last = new HashMap<>();
        tasks.stream().filter(task -> task.stage().equals(ABORT)).forEach(task -> last.put(task.name(), task.code()));
        return !succeeded() && last.values().stream().anyMatch(code -> code != 0);
    }

    /** An operator freed its slot: that is its end, unless the node comes back after all. */
    public Entry released(String operator, String why, int code, Instant at) {
        Entry over = end.isPresent() ? this : ended(code, "released by " + operator + ": " + why, at);
        return over.changed(draft -> draft.released = Optional.of(new Released(operator, clipped(why), at)));
    }

    /**
     * This entry where an older one of the same claim stands in the logbook, which others may have written to: an
     * operator who released it, or this node before it lost its state directory.
     */
    Entry over(Entry old) {
        return changed(draft -> {
            draft.released = released.or(old::released);
            draft.by = by.isEmpty() ? old.by() : by;
            draft.kernelBefore = kernelBefore.isEmpty() ? old.kernelBefore() : kernelBefore;
            draft.agent = agent.isEmpty() ? old.agent() : agent;
            draft.started = old.started().isBefore(started) ? old.started() : started;
            draft.others = others.and(old.others());
            if (old.end().isPresent() && !succeeded()) {
                draft.end = old.end();
                Optional<Instant> later = end.map(End::at).filter(at -> !end.equals(old.end()));
                draft.undone = drained ? undone : undone.or(() -> later);
            }
        });
    }

    static String clipped(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
    }

    public Result result() {
        if (end.isEmpty()) {
            return Result.IN_PROGRESS;
        }
        if (succeeded()) {
            return change == ChangeKind.REBOOT ? Result.REBOOTED : Result.CHANGED;
        }
        return released.isPresent() ? Result.RELEASED : Result.GIVEN_UP;
    }

    /** Whether it led to a reboot and back into service. */
    boolean rebooted() {
        return change == ChangeKind.REBOOT && succeeded();
    }

    /** Whether a brake counts it: a reboot, or a change behind which more was asked for. */
    boolean isCounted() {
        return rebooted() || (succeeded() && !moreBy.isEmpty());
    }

    boolean succeeded() {
        return end.isPresent()
                && (end.get().why().startsWith(REBOOTED)
                        || (end.get().code() == 0 && !end.get().why().startsWith(GIVEN_UP)));
    }

    /** What asked for it. */
    public List<Asker> askers() {
        return by.stream().map(Asker::of).toList();
    }

    /** Whether a person asked for it, as older agents tell it too. */
    boolean byOperator() {
        return askers().stream().anyMatch(asker -> asker.kind() == Asker.Kind.OPERATOR);
    }

    /** Whether it was for this reason, in the same words. */
    boolean isFor(String text) {
        return reason.equals(clipped(text));
    }

    /** The latest moment that it knows of: the clock may have been wrong right after the boot. */
    Instant latest() {
        return end.map(End::at).filter(at -> at.isAfter(started)).orElse(started);
    }

    /** How long it took, by the wall clock; empty while it goes on. */
    public Optional<Duration> took() {
        return end.map(ended -> Duration.between(started, ended.at()))
                .map(took -> took.isNegative() ? Duration.ZERO : took);
    }

    private static <T> List<T> last(List<T> list, int max) {
        return list.subList(Math.max(0, list.size() - max), list.size());
    }

    /** As it stands in Consul. */
    public ObjectNode json() {
        return EntryJson.write(this);
    }

    public static Entry read(Fields fields) throws MalformedJson {
        return EntryJson.read(fields);
    }
}
