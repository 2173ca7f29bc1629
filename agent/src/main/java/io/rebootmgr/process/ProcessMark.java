package io.rebootmgr.process;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** What tells one started program, and all that it starts, from every other: a value of its own in the environment. */
public record ProcessMark(UUID id) {

    /** One that no other program has. */
    public static ProcessMark fresh() {
        return new ProcessMark(UUID.randomUUID());
    }

    /** The mark that {@link #text} wrote; empty for anything else. */
    public static Optional<ProcessMark> parse(String text) {
        try {
            UUID id = UUID.fromString(text);
            return id.toString().equals(text) ? Optional.of(new ProcessMark(id)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Fit to be written down. */
    public String text() {
        return id.toString();
    }

    /**
     * Ends whatever carries this mark, whoever started it: SIGTERM, and SIGKILL to what is left after the grace. This
     * process and those that it descends from are spared. Looks at every process of the node.
     *
     * @return false when something lived on a few seconds after SIGKILL
     */
    public boolean endAll(Duration grace) {
        return endAll(grace, Set.of(), found -> {});
    }

    /**
     * The same, and what was written down of it, though it may have given itself another environment.
     *
     * @param known of its processes
     * @param found hears of all that live before anything happens to them: who does not come to the end of this knows
     *     them the next time
     */
    public boolean endAll(Duration grace, Set<ProcessId> known, Consumer<Set<ProcessId>> found) {
        return new ProcessTree(Optional.empty(), variable(), OptionalLong.empty(), known).end(grace, found);
    }

    /** As it stands in the environment. */
    String variable() {
        return ChildProcess.MARK + "=" + text();
    }
}
