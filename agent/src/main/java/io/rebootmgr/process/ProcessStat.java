package io.rebootmgr.process;

import io.rebootmgr.file.PlainFile;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One living process as the kernel shows it in {@code /proc/<pid>/stat}. */
record ProcessStat(ProcessId id, long parent, long session) {
    /** More than the kernel lets an environment have. */
    private static final int MOST_BYTES = 1 << 23;

    /** All processes that live now, without zombies. One that ends meanwhile is left out. */
    static List<ProcessStat> all() {
        String[] names = new File("/proc").list();
        List<ProcessStat> all = new ArrayList<>();
        for (String name : names == null ? new String[0] : names) {
            if (Character.isDigit(name.charAt(0))) {
                read(name, "stat").flatMap(ProcessStat::parse).ifPresent(all::add);
            }
        }
        return all;
    }

    /** This process. */
    static Optional<ProcessStat> own() {
        return read("self", "stat").flatMap(ProcessStat::parse);
    }

    /** The process of this pid, if it lives. */
    static Optional<ProcessStat> of(long pid) {
        return read(Long.toString(pid), "stat").flatMap(ProcessStat::parse);
    }

    /** The name of a process that lived a moment ago, which it gave itself. */
    static String name(long pid) {
        return read(Long.toString(pid), "comm").map(String::strip).orElse("?");
    }

    /** What it was started with, if this user may see it. */
    Optional<String> environment() {
        return read(Long.toString(id.pid()), "environ");
    }

    /** {@code pid (name) state parent group session …}; the name may hold blanks and parentheses. */
    static Optional<ProcessStat> parse(String line) {
        int nameEnd = line.lastIndexOf(')');
        if (nameEnd < 0) {
            return Optional.empty();
        }
        // From here on proc(5) counts from field 3, the state.
        String[] fields = line.substring(nameEnd + 2).split(" ", -1);
        char state = fields[0].charAt(0);
        if (state == 'Z' || state == 'X') {
            return Optional.empty();
        }
        ProcessId id = new ProcessId(Long.parseLong(line.substring(0, line.indexOf(' '))), Long.parseLong(fields[19]));
        return Optional.of(new ProcessStat(id, Long.parseLong(fields[1]), Long.parseLong(fields[3])));
    }

    private static Optional<String> read(String pid, String file) {
        try {
            return Optional.of(PlainFile.text(Path.of("/proc", pid, file), MOST_BYTES));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
