package io.rebootmgr.process;

import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * A second process that ends a program with all that it started where this one cannot any more: it was killed, or was
 * stopped and stands still. Between the two there is a pipe, whose end that writes nobody but this process has: the
 * kernel closes it however this process dies. See {@link GuardMain} for the other side.
 */
final class Guard {
    /**
     * In a session of its own: the terminal's Ctrl-C and Ctrl-Z are not for it. And a SIGTERM for a whole service, or
     * for all that a task started, is for those that it watches over.
     */
    private static final String DEAF = "trap '' HUP INT QUIT TERM; exec setsid \"$@\"";

    private final Process process;
    private final DataOutputStream pipe;

    private Guard(Process process) {
        this.process = process;
        this.pipe = new DataOutputStream(process.getOutputStream());
    }

    /**
     * Starts one. It need not be up before the program is: a pipe that is closed meanwhile is closed when it looks.
     *
     * @param mark {@code NAME=value} by which it finds the program and what that started
     * @param session of this process, in which others live too
     * @param trusted for how long it bears to hear nothing
     * @param grace between SIGTERM and SIGKILL
     */
    static Guard start(String mark, long session, Duration trusted, Duration grace) throws IOException {
        GuardCommand command = new GuardCommand(
                mark, OptionalLong.of(session), trusted, grace, "the holder of a lease", "its command");
        return new Guard(command.through(List.of("sh"), DEAF).start());
    }

    /** Whether it is there, and will act. */
    boolean lives() {
        return process.isAlive();
    }

    /**
     * It need not act for so long, whatever was said before; nothing happens where it is gone.
     *
     * @see #lives
     */
    void trust(Duration howLong) {
        try {
            pipe.writeLong(howLong.toMillis());
            pipe.flush();
        } catch (IOException e) {
            // Nobody reads any more.
            process.destroyForcibly();
        }
    }

    /** Nothing is left to be ended; nor is anything of it left then. */
    void dismiss() {
        DeathWatch.dismiss(process);
    }
}
