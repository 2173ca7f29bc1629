package io.rebootmgr.process;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A second process that ends a program with all that it started where this one cannot any more: it was killed, or was
 * stopped and stands still. Between the two there is a pipe, whose end that writes nobody but this process has: the
 * kernel closes it however this process dies. See {@link GuardMain} for the other side.
 */
final class Guard {
    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

    /** Of a process that was killed. */
    private static final Duration END_BOUND = Duration.ofSeconds(5);

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
        // A session of its own: the terminal's Ctrl-C and Ctrl-Z are not for it. And a SIGTERM for a whole service, or
        // for all that a task started, is for those that it watches over.
        List<String> line =
                new ArrayList<>(List.of("sh", "-c", "trap '' HUP INT QUIT TERM; exec setsid \"$@\"", GuardMain.NAME));
        line.addAll(java());
        line.addAll(List.of(
                GuardMain.class.getName(),
                mark,
                Long.toString(session),
                Long.toString(trusted.toMillis()),
                Long.toString(grace.toMillis())));
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(Path.of("/").toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        // Neither this process's own marks nor its secrets.
        Map<String, String> environment = builder.environment();
        Optional<String> path = Optional.ofNullable(environment.get("PATH"));
        environment.clear();
        path.ifPresent(value -> environment.put("PATH", value));
        return new Guard(builder.start());
    }

    /** This very Java runtime and program, as small as can be. */
    private static List<String> java() {
        Path home = Path.of(System.getProperty("java.home"));
        List<String> java = new ArrayList<>(List.of(home.resolve("bin/java").toString()));
        String cache = System.getProperty("rebootmgr.cache", "");
        Path archive = home.resolveSibling("lib").resolve("rebootmgr.jsa");
        if (!cache.isEmpty()) {
            java.add("-XX:AOTCache=" + cache);
        } else if (Files.isReadable(archive)) {
            java.add("-XX:SharedArchiveFile=" + archive);
        }
        java.addAll(List.of(
                "-Xlog:disable",
                "-XX:-PrintWarnings",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Xss512k",
                "-Xmx16m",
                "-cp",
                System.getProperty("java.class.path")));
        return java;
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
        // It has nothing to tidy up, and may not even be up yet.
        process.destroyForcibly();
        try {
            if (!process.waitFor(END_BOUND.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("process {} did not die of SIGKILL", process.pid());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
