package io.rebootmgr.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a guard is started: this very program with {@link GuardMain}, by a shell that makes it deaf to what is meant for
 * those that it watches over. A shell may hand these words to the program of an upgrade: new ones only behind them.
 *
 * @param mark {@code NAME=value} by which it finds the program and what that started
 * @param session where the program began, if others live in it too
 * @param trusted for how long it bears to hear nothing
 * @param grace between SIGTERM and SIGKILL
 * @param who whom it watches over, for its message
 * @param whose what that one had begun
 */
record GuardCommand(String mark, OptionalLong session, Duration trusted, Duration grace, String who, String whose) {
    /** Stands in the place of a session that is nobody else's. */
    static final String NO_SESSION = "-";

    /**
     * To be started; its standard input is the pipe, and it says what it did where this process says its errors.
     *
     * @param shell words before the script
     * @param script gets the guard's own command as its words
     */
    ProcessBuilder through(List<String> shell, String script) {
        List<String> line = new ArrayList<>(shell);
        line.addAll(List.of("-c", script, GuardMain.NAME));
        line.addAll(java());
        line.addAll(List.of(
                GuardMain.class.getName(),
                mark,
                session.isPresent() ? Long.toString(session.getAsLong()) : NO_SESSION,
                Long.toString(trusted.toMillis()),
                Long.toString(grace.toMillis()),
                who,
                whose));
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(Path.of("/").toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        // Neither this process's own marks nor its secrets.
        Map<String, String> environment = builder.environment();
        Optional<String> path = Optional.ofNullable(environment.get("PATH"));
        environment.clear();
        path.ifPresent(value -> environment.put("PATH", value));
        return builder;
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
}
