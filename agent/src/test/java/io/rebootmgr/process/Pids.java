package io.rebootmgr.process;

import io.rebootmgr.testing.Await;
import java.nio.file.Files;
import java.nio.file.Path;

/** Processes that a script of a test started. */
public final class Pids {
    private Pids() {}

    /** The pid that a script writes to a file, once it is there whole. */
    public static long writtenTo(Path file) throws Exception {
        Await.until(() -> Files.exists(file) && Files.readString(file).endsWith("\n"), Await.BOUND, "a pid in " + file);
        return Long.parseLong(Files.readString(file).strip());
    }

    /** What names the process of this pid, which lives. */
    public static ProcessId id(long pid) {
        return ProcessStat.of(pid).orElseThrow().id();
    }

    /** Whether it runs; a zombie does not. */
    public static boolean lives(long pid) {
        return ProcessStat.all().stream().anyMatch(stat -> stat.id().pid() == pid);
    }
}
