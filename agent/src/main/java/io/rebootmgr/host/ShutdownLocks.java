package io.rebootmgr.host;

import io.rebootmgr.host.Host.ShutdownLock;
import io.rebootmgr.process.ChildProcess;
import io.rebootmgr.process.LineStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * systemd-logind's inhibitor locks, as {@code busctl} tells them on every version of systemd; {@code systemctl reboot}
 * passes over them for root unless it runs on a terminal. See systemd-inhibit(1) and org.freedesktop.login1(5).
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
        InhibitorList out = new InhibitorList();
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
            err.finish();
        }
        if (code.isEmpty()) {
            throw unclear("no answer within " + BOUND.toSeconds() + " s");
        }
        if (code.getAsInt() != 0) {
            throw unclear("exit code " + code.getAsInt() + ", " + err.first());
        }
        return out.shutdownLocks().orElseThrow(() -> unclear("it said: " + out.beginning()));
    }

    private static HostException unclear(String why) {
        return new HostException(
                "cannot find out whether a program holds an inhibitor lock against a shutdown (busctl: " + why
                        + "); see systemd-inhibit --list");
    }
}
