package io.rebootmgr.host;

import io.rebootmgr.host.Host.ShutdownLock;
import io.rebootmgr.process.ChildProcess;
import io.rebootmgr.process.LineStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * systemd-logind's inhibitor locks, as {@code busctl} tells them on every version of systemd; {@code systemctl reboot} passes over
 * them for root unless it runs on a terminal. See systemd-inhibit(1) and org.freedesktop.login1(5).
 */
final class ShutdownLocks {
    private static final Duration BOUND = Duration.ofSeconds(10);
    private static final Duration GRACE = Duration.ofSeconds(1);
    private static final List<String> QUESTION = List.of(
            "busctl",
            "call",
            "org.freedesktop.login1",
            "/org/freedesktop/login1",
            "org.freedesktop.login1.Manager",
            "ListInhibitors");
    private static final Pattern WORD = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|[0-9]+");
    private static final String SIGNATURE = "a(ssssuu) ";
    /** What, who, why, mode, user id, process id. */
    private static final int FIELDS = 6;

    private final Path logindFolder;
    private final Map<String, String> environment;

    /** @param logindFolder where logind keeps its locks; without it there is no logind and there are no locks */
    ShutdownLocks(Path logindFolder, Map<String, String> environment) {
        this.logindFolder = logindFolder;
        this.environment = Map.copyOf(environment);
    }

    /** @throws HostException when logind is there and does not say */
    List<ShutdownLock> held() {
        if (!Files.isDirectory(logindFolder)) {
            return List.of();
        }
        LineStream out = new LineStream(line -> {});
        LineStream err = new LineStream(line -> {});
        OptionalInt code;
        try {
            ChildProcess child = ChildProcess.start(QUESTION, environment, out, err);
            code = child.exit(BOUND);
            if (code.isEmpty()) {
                child.end(GRACE);
            }
        } catch (IOException e) {
            throw unclear(e.toString());
        } finally {
            out.finish();
            err.finish();
        }
        if (code.isEmpty()) {
            throw unclear("no answer within " + BOUND.toSeconds() + " s");
        }
        if (code.getAsInt() != 0) {
            throw unclear("exit code " + code.getAsInt() + ", " + err.first());
        }
        return read(out.first());
    }

    /** @param answer as in {@code a(ssssuu) 1 "shutdown" "APT" "installing" "block" 0 4711} */
    static List<ShutdownLock> read(String answer) {
        List<String> words = new ArrayList<>();
        if (answer.startsWith(SIGNATURE)) {
            Matcher word = WORD.matcher(answer.substring(SIGNATURE.length()));
            while (word.find()) {
                words.add(word.group(1) == null ? word.group() : word.group(1));
            }
        }
        // Cut off, or of another shape: a lock may be missing.
        if (words.isEmpty()
                || !words.getFirst().equals(Integer.toString((words.size() - 1) / FIELDS))
                || (words.size() - 1) % FIELDS != 0) {
            throw unclear("it said: " + answer);
        }
        List<ShutdownLock> locks = new ArrayList<>();
        for (int at = 1; at < words.size(); at += FIELDS) {
            if (Arrays.asList(words.get(at).split(":")).contains("shutdown")
                    && words.get(at + 3).equals("block")) {
                locks.add(new ShutdownLock(words.get(at + 1), words.get(at + 2)));
            }
        }
        return locks;
    }

    private static HostException unclear(String why) {
        return new HostException("whether something holds an inhibitor lock against a shutdown cannot be told (busctl: "
                + why + "); see systemd-inhibit --list");
    }
}
