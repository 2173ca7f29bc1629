package io.rebootmgr.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Whether somebody may be looking, and in colours. */
public final class Terminal {
    /** Pseudo terminals, virtual and serial consoles, and those of hypervisors. */
    private static final List<String> DEVICES = List.of(
            "/dev/pts/",
            "/dev/tty",
            "/dev/console",
            "/dev/hvc",
            "/dev/xvc",
            "/dev/hvsi",
            "/dev/3270/",
            "/dev/sclp_line");

    private Terminal() {}

    /** Whether this file descriptor is one, by the kernel's name for it; Java has no question for that before 22. */
    public static boolean is(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return DEVICES.stream().anyMatch(target::startsWith);
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether a line can be drawn over itself on a terminal of this environment. */
    public static boolean redraws(Map<String, String> env) {
        String terminal = env.getOrDefault("TERM", "");
        return !terminal.isEmpty() && !terminal.equals("dumb");
    }

    /** Whether a terminal of this environment takes colours, and its user wants them. */
    public static boolean takesColours(Map<String, String> env) {
        return env.getOrDefault("NO_COLOR", "").isEmpty() && !"dumb".equals(env.get("TERM"));
    }
}
