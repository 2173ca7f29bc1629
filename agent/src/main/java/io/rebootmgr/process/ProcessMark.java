package io.rebootmgr.process;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

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
        return new ProcessTree(Optional.empty(), variable()).end(grace);
    }

    /** As it stands in the environment. */
    String variable() {
        return ChildProcess.MARK + "=" + text();
    }
}
