package io.rebootmgr.doctor;

import java.util.List;

/** The system's own programs that know something about the node. */
public interface InstalledPrograms {

    /** Runs one and waits for its end, for 10 s at most. */
    Ran run(List<String> command);

    /** What became of it. */
    sealed interface Ran {
        /** It ended; {@code output} is what it wrote, errors too, at most 4 KiB, without blanks at the ends. */
        record Ended(int code, String output) implements Ran {}

        /** There is no such program here. */
        record NotThere() implements Ran {}

        /** It did not end in time, or could not be started. */
        record Failed(String cause) implements Ran {}
    }
}
