package io.rebootmgr.host;

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
 * Which start of user space this is, by systemd's word. From 256 on it counts its soft reboots. 254 and 255 do not;
 * there the only thing that changes is the invocation id of the target that all services come after, and that one
 * changes over emergency mode as well. So the count decides where it is told. Links below {@code /run/systemd/units}
 * are no help: targets have none.
 */
final class UserspaceStart {
    private static final Duration BOUND = Duration.ofSeconds(10);
    private static final Duration GRACE = Duration.ofSeconds(1);
    private static final List<String> COUNT = List.of("systemctl", "show", "--property=SoftRebootsCount", "--value");
    private static final List<String> INVOCATION =
            List.of("systemctl", "show", "--property=InvocationID", "--value", "sysinit.target");
    private static final int LONGEST_COUNT = 10;
    private static final int LONGEST_ID = 32;

    private final Path systemdFolder;
    private final Map<String, String> environment;

    /** @param systemdFolder there when the machine was booted with systemd; nothing is asked without it */
    UserspaceStart(Path systemdFolder, Map<String, String> environment) {
        this.systemdFolder = systemdFolder;
        this.environment = Map.copyOf(environment);
    }

    /**
     * Count and invocation id with a slash between them, each empty where it is not told; nothing at all when neither
     * is.
     */
    String told() {
        if (!Files.isDirectory(systemdFolder)) {
            return "";
        }
        String count = answer(COUNT, LONGEST_COUNT);
        String invocation = answer(INVOCATION, LONGEST_ID);
        return count.isEmpty() && invocation.isEmpty() ? "" : count + "/" + invocation;
    }

    /**
     * The invocation ids of D-Bus: a soft reboot starts it anew, as every service, and nobody else does in a running
     * system. Enough to ask a detector once more, not to prove a reboot.
     *
     * @param units where systemd keeps a link {@code invocation:UNIT} for each service
     */
    static String sign(Path units) {
        return invocation(units, "dbus.service") + invocation(units, "dbus-broker.service");
    }

    private static String invocation(Path units, String unit) {
        try {
            return Files.readSymbolicLink(units.resolve("invocation:" + unit)).toString();
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }

    private String answer(List<String> question, int longest) {
        LineStream out = new LineStream(line -> {});
        LineStream err = new LineStream(line -> {});
        try {
            ChildProcess child = ChildProcess.start(question, environment, out, err);
            OptionalInt code = child.exit(BOUND);
            if (code.isEmpty()) {
                child.end(GRACE);
            } else if (code.getAsInt() == 0) {
                out.finish();
                String said = out.first();
                return said.length() <= longest && said.chars().allMatch(c -> "0123456789abcdef".indexOf(c) >= 0)
                        ? said
                        : "";
            }
            return "";
        } catch (IOException e) {
            return "";
        } finally {
            out.finish();
            err.finish();
        }
    }
}
