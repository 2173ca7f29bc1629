package io.rebootmgr.settings;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.file.PlainFile;
import io.rebootmgr.host.LinuxHost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads a node's settings: from the file, the variables that win over it, and the defaults. */
public final class SettingsReader {
    private static final Path DEFAULT_FILE = Path.of("/etc/rebootmgr/rebootmgr.toml");
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    /** More than this nobody reads. */
    private static final int LONGEST_HOST_NAME = 1024;

    private static final int MOST_PROBLEMS = 50;

    private final Path defaultFile;
    private final Path hostName;
    private final boolean asRoot;

    SettingsReader(Path defaultFile, Path hostName) {
        this(defaultFile, hostName, LinuxHost.runsAsRoot());
    }

    private SettingsReader(Path defaultFile, Path hostName, boolean asRoot) {
        this.defaultFile = defaultFile;
        this.hostName = hostName;
        this.asRoot = asRoot;
    }

    /**
     * The settings of this node.
     *
     * @param config the file that {@code --config} names; without it {@code REBOOTMGR_CONFIG} names one, else it is
     *     {@code /etc/rebootmgr/rebootmgr.toml}. Only the last may be missing. Root obeys none that others can write
     * @param env the environment; an empty variable is an unset one
     */
    public static SettingsResult read(Optional<Path> config, Map<String, String> env) {
        return new SettingsReader(DEFAULT_FILE, HOST_NAME).load(config, env);
    }

    /** What a file says that is only looked at, whoever may write it and whatever the variables say. */
    public static SettingsResult inspect(Path file) {
        return new SettingsReader(DEFAULT_FILE, HOST_NAME, false).load(Optional.of(file), Map.of());
    }

    SettingsResult load(Optional<Path> config, Map<String, String> env) {
        List<SettingProblem> problems = new ArrayList<>();
        Inputs in = new Inputs(file(config, env, problems), env, problems);
        KnownKeys.check(in);
        Values values = new Values(in);
        Settings settings = new Settings(
                node(values),
                ConsulSection.read(values),
                paths(values),
                reboot(values),
                metrics(values),
                lease(values));
        if (problems.isEmpty()) {
            return new SettingsResult.Loaded(settings, Collections.unmodifiableMap(in.origins()));
        }
        problems.sort(Comparator.comparingInt(problem -> problem.line().orElse(Integer.MAX_VALUE)));
        return new SettingsResult.Invalid(shortened(problems));
    }

    private static List<SettingProblem> shortened(List<SettingProblem> problems) {
        if (problems.size() <= MOST_PROBLEMS) {
            return List.copyOf(problems);
        }
        SettingProblem last = problems.get(MOST_PROBLEMS);
        List<SettingProblem> first = new ArrayList<>(problems.subList(0, MOST_PROBLEMS));
        first.add(new SettingProblem(
                last.source(),
                OptionalInt.empty(),
                "",
                (problems.size() - MOST_PROBLEMS) + " more problems are not shown",
                "fix these first"));
        return List.copyOf(first);
    }

    private SettingsFile file(Optional<Path> config, Map<String, String> env, List<SettingProblem> problems) {
        if (config.isPresent()) {
            return SettingsFile.read(config.get(), asRoot, problems);
        }
        String named = env.getOrDefault("REBOOTMGR_CONFIG", "");
        if (!named.isEmpty()) {
            Optional<Path> path = Values.parse(named);
            if (path.isPresent()) {
                return SettingsFile.read(path.get(), asRoot, problems);
            }
            problems.add(new SettingProblem(
                    "REBOOTMGR_CONFIG", OptionalInt.empty(), "", WrongValue.text(named), "expected a path"));
            return SettingsFile.none(defaultFile);
        }
        return Files.notExists(defaultFile)
                ? SettingsFile.none(defaultFile)
                : SettingsFile.read(defaultFile, asRoot, problems);
    }

    private Settings.Node node(Values values) {
        Inputs in = values.in();
        Optional<Given> given = in.text("node.name");
        String name = given.isPresent() ? given.get().text() : shortHostName();
        if (!Keys.isName(name)) {
            if (given.isPresent()) {
                in.wrong(given.get(), Values.NAME);
            } else {
                in.wrong("node.name", "is not set and the host name cannot stand in for it", Values.NAME);
            }
        }
        return new Settings.Node(
                name, values.name("node.group", "default"), values.optionalName("node.domain", "REBOOTMGR_DOMAIN"));
    }

    /** What the kernel calls this node, up to the first dot, without asking any resolver; empty when unreadable. */
    private String shortHostName() {
        String name;
        try {
            name = new String(PlainFile.read(hostName, LONGEST_HOST_NAME), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "";
        }
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    private static Settings.Paths paths(Values values) {
        return new Settings.Paths(
                values.path("paths.tasks", "/etc/rebootmgr"),
                values.path("paths.state", "/var/lib/rebootmgr"),
                values.path("paths.run", "/run/rebootmgr"),
                values.paths(
                        "paths.reboot_required",
                        List.of("/run/reboot_required", "/run/reboot-required", "/run/reboot-needed")),
                values.path("paths.boot_id", "/proc/sys/kernel/random/boot_id"),
                values.path("paths.notify", "/etc/rebootmgr/notify.d"));
    }

    /** node_exporter reads files of this ending only; under another name nobody would ever notice. */
    private static Settings.Metrics metrics(Values values) {
        Optional<Given> given = values.in().text("metrics.textfile");
        if (given.isEmpty()) {
            return new Settings.Metrics(Optional.empty());
        }
        if (!given.get().text().endsWith(".prom")) {
            values.in().wrong(given.get(), "expected a file name that ends in .prom");
        }
        return new Settings.Metrics(values.absolute(given.get()));
    }

    private static Settings.Lease lease(Values values) {
        List<String> command = values.texts("lease.power_off_command", List.of());
        if (!command.isEmpty() && command.get(0).isBlank()) {
            values.in()
                    .wrong(
                            "lease.power_off_command",
                            "begins with an empty text",
                            "expected a program and its arguments, as [\"systemctl\", \"poweroff\"]");
        }
        return new Settings.Lease(command);
    }

    private static Settings.Reboot reboot(Values values) {
        List<String> command = values.texts("reboot.command", List.of("systemctl", "reboot"));
        if (command.isEmpty() || command.get(0).isBlank()) {
            values.in()
                    .wrong(
                            "reboot.command",
                            command.isEmpty() ? "is an empty list" : "begins with an empty text",
                            "expected a program and its arguments, as [\"systemctl\", \"reboot\"]");
        }
        Duration grace = values.duration(
                "reboot.grace",
                Duration.ofMinutes(15),
                Duration.ofNanos(1),
                Duration.ofDays(30),
                "expected more than 0s and at most 30d");
        return new Settings.Reboot(command, grace);
    }
}
