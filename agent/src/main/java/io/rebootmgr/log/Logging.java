package io.rebootmgr.log;

import io.rebootmgr.host.FileStat;
import io.rebootmgr.process.Terminal;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.slf4j.MDC;

/**
 * How this process logs: set when a command begins, read at every line. Logback makes its configurator by itself and
 * only at the first event, so what that goes by has to stand where it can be found.
 *
 * @param verbosity 0 for warnings only, 1 for every step, 2 for everything
 * @param colours a terminal of this environment takes them
 * @param node this node's name, empty before the settings are read; the same for its group
 * @param narrated where somebody watches a run, every step is told there, in few words unless more are asked for
 */
public record Logging(
        LogStyle style, int verbosity, boolean colours, String node, String group, Optional<OutputStream> narrated) {
    static final String CLAIM = "claim";

    private static final String VARIABLE = "REBOOTMGR_LOG_FORMAT";

    private static volatile Logging current = new Logging(LogStyle.TEXT, 0, false, "", "", Optional.empty());

    /** Set in a thread that gives a command on behalf of somebody else. */
    private static final ThreadLocal<Boolean> KEPT = new ThreadLocal<>();

    private static volatile boolean started;

    public static Logging current() {
        return current;
    }

    /**
     * A command begins: nothing is known but the environment. {@code REBOOTMGR_LOG_FORMAT} names the style, else it is
     * that of journald where standard output or error is its stream, and text everywhere else. {@code INVOCATION_ID}
     * says nothing: whatever is started below a service inherits it, a shell on a desktop too.
     */
    public static void begin(Map<String, String> env) {
        Optional<LogStyle> named = LogStyle.named(env.getOrDefault(VARIABLE, ""));
        boolean journal = named.isEmpty() && isJournal(env.getOrDefault("JOURNAL_STREAM", ""));
        LogStyle style = journal ? LogStyle.JOURNAL : LogStyle.TEXT;
        current = new Logging(
                named.isPresent() ? named.get() : style, 0, Terminal.takesColours(env), "", "", Optional.empty());
    }

    private static void become(Logging next) {
        if (!Boolean.TRUE.equals(KEPT.get())) {
            current = next;
        }
    }

    /**
     * Does something in this thread for which another program's log is not to change: what a command would say there of
     * its options, its node and who watches is not heard.
     */
    public static int keptWhile(IntSupplier does) {
        KEPT.set(true);
        try {
            return does.getAsInt();
        } finally {
            KEPT.remove();
        }
    }

    /** What is wrong with the variable that names the style; empty when nothing is. */
    public static Optional<String> problem(Map<String, String> env) {
        String name = env.getOrDefault(VARIABLE, "");
        return name.isEmpty() || LogStyle.named(name).isPresent()
                ? Optional.empty()
                : Optional.of(VARIABLE + " names no log format: expected " + String.join(", ", LogStyle.NAMES));
    }

    /** What the command's options say; before the first event. */
    public static void options(Optional<LogStyle> style, int verbosity) {
        Logging now = current;
        become(new Logging(style.orElse(now.style), verbosity, now.colours, now.node, now.group, now.narrated));
    }

    /** Who this node is. */
    public static void ofNode(String node, String group) {
        Logging now = current;
        become(new Logging(now.style, now.verbosity, now.colours, node, group, now.narrated));
    }

    /** Whether somebody may watch: the log is in words for people, and goes to a terminal. */
    public static boolean isWatched() {
        return current.style == LogStyle.TEXT && Terminal.is(2);
    }

    /** Somebody watches, and lines go there; before the first event. */
    public static void narrate(OutputStream to) {
        Logging now = current;
        become(new Logging(now.style, now.verbosity, now.colours, now.node, now.group, Optional.of(to)));
    }

    /** Something is logged: only from now on asking for what Logback keeps costs nothing. */
    static void started() {
        started = true;
    }

    /** The id of the claim that this run is about; empty where there is none. */
    public static String claim() {
        return started ? Objects.requireNonNullElse(MDC.get(CLAIM), "") : "";
    }

    /** The next run in this process is about another claim, or none. */
    public static void forgetClaim() {
        if (started) {
            MDC.remove(CLAIM);
        }
    }

    /** How an event is written. */
    public LogFormat format() {
        return switch (style) {
            case TEXT -> {
                boolean terminal = Terminal.is(2);
                boolean brief = narrated.isPresent() && verbosity == 0;
                yield new TextFormat(terminal, terminal && colours, brief, ZoneId.systemDefault());
            }
            case JOURNAL -> new JournalFormat();
            case JSON -> new JsonFormat(node, group);
        };
    }

    /**
     * By device and inode, as systemd.exec(5) says: the variable is inherited by programs whose output goes elsewhere.
     */
    private static boolean isJournal(String stream) {
        return !stream.isEmpty() && (isStream(stream, 2) || isStream(stream, 1));
    }

    private static boolean isStream(String stream, int descriptor) {
        try {
            FileStat stat = FileStat.of(Path.of("/proc/self/fd/" + descriptor));
            return stream.equals(stat.device() + ":" + stat.inode());
        } catch (IOException e) {
            return false;
        }
    }
}
