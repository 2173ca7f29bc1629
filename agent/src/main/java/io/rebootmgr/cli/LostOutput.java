package io.rebootmgr.cli;

import io.rebootmgr.verdict.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** What a command printed did not reach its standard output: whoever reads a part of it takes that for all there is. */
final class LostOutput {
    private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");

    private static final int TYPE = 0170000;
    private static final int PIPE = 0010000;
    private static final int SOCKET = 0140000;

    private LostOutput() {}

    /** The exit code then, instead of this one. Somebody who has read enough, {@code | head}, need not be told. */
    static int code(int code, Shell shell) {
        if (isReadByAnother()) {
            return code;
        }
        shell.warn("standard output could not be written, so what was printed is not all of it: is its disk full?");
        return code == ExitCode.DONE.number() ? ExitCode.INVALID.number() : code;
    }

    private static boolean isReadByAnother() {
        try {
            int type = TYPE & (int) Objects.requireNonNull(Files.getAttribute(STANDARD_OUTPUT, "unix:mode"));
            return type == PIPE || type == SOCKET;
        } catch (IOException e) {
            return false;
        }
    }
}
