package io.rebootmgr.cli;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.ConsulAdapter;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.UnusablePem;
import io.rebootmgr.cycle.Ports;
import io.rebootmgr.doctor.InstalledPrograms;
import io.rebootmgr.doctor.SystemPrograms;
import io.rebootmgr.facts.Self;
import io.rebootmgr.host.Clock;
import io.rebootmgr.host.Host;
import io.rebootmgr.host.LinuxHost;
import io.rebootmgr.log.Logging;
import io.rebootmgr.notify.Courier;
import io.rebootmgr.process.CleanEnvironment;
import io.rebootmgr.report.Report;
import io.rebootmgr.settings.Settings;
import io.rebootmgr.settings.SettingsReader;
import io.rebootmgr.settings.SettingsResult;
import io.rebootmgr.slot.Domain;
import io.rebootmgr.task.ExecTaskRunner;
import io.rebootmgr.task.Stage;
import io.rebootmgr.task.TaskRunner;
import io.rebootmgr.verdict.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A command's settings and the adapters that they lead to: the one place where ports meet what is behind them. */
final class Workplace implements AutoCloseable {
    private final Settings settings;
    private final Map<String, String> env;
    private final ConsulAdapter consul;

    private Workplace(Settings settings, Map<String, String> env, ConsulAdapter consul) {
        this.settings = settings;
        this.env = env;
        this.consul = consul;
    }

    /** Reads the settings; whatever is wrong with them, all of it, is a {@link CommandFailure}. Connects to nothing. */
    static Workplace open(Optional<Path> config, Map<String, String> env) {
        SettingsResult result = SettingsReader.read(config, env);
        // No switch over the types here: its first use costs an idle run 20 ms.
        if (result instanceof SettingsResult.Loaded loaded) {
            Optional<String> problem = Logging.problem(env);
            if (problem.isPresent()) {
                throw new CommandFailure(ExitCode.INVALID, problem.get());
            }
            Settings.Node node = loaded.settings().node();
            Logging.ofNode(node.name(), node.group());
            return of(loaded.settings(), env);
        }
        StringBuilder text = new StringBuilder("invalid settings");
        for (var problem : ((SettingsResult.Invalid) result).problems()) {
            text.append("\n  ").append(problem.text());
        }
        throw new CommandFailure(ExitCode.INVALID, text.toString());
    }

    /**
     * What these settings lead to; certificates that cannot be used are a {@link CommandFailure}. Connects to nothing.
     */
    static Workplace of(Settings settings, Map<String, String> env) {
        return new Workplace(settings, env, connect(settings));
    }

    private static ConsulAdapter connect(Settings settings) {
        try {
            return new ConsulAdapter(settings.consul().connection());
        } catch (UnusablePem e) {
            throw new CommandFailure(ExitCode.INVALID, String.valueOf(e.getMessage()));
        }
    }

    Settings settings() {
        return settings;
    }

    Consul consul() {
        return consul;
    }

    Keys keys() {
        return new Keys(settings.consul().prefix());
    }

    Self self() {
        return new Self(
                settings.node().name(),
                settings.node().group(),
                keys(),
                settings.reboot().grace(),
                ZoneId::systemDefault,
                Version.TEXT,
                settings.node().domain().map(Domain::new).orElse(Domain.NONE));
    }

    Host host() {
        Settings.Paths paths = settings.paths();
        return new LinuxHost(
                paths.run(),
                paths.state(),
                paths.rebootRequired(),
                paths.bootId(),
                settings.reboot().command(),
                settings.lease().powerOffCommand(),
                Optional.of(paths.tasks().resolve(Stage.DETECT.directory())));
    }

    TaskRunner tasks() {
        Settings.Paths paths = settings.paths();
        return new ExecTaskRunner(paths.tasks(), paths.run(), LinuxHost.runsAsRoot(), withToken());
    }

    /** The token from a file as well: whatever holds it is kept from tasks, and from what is told of their output. */
    private Map<String, String> withToken() {
        if (settings.consul().token().isEmpty()) {
            return env;
        }
        Map<String, String> all = new HashMap<>(env);
        all.put("CONSUL_HTTP_TOKEN", settings.consul().token().get().value());
        return all;
    }

    InstalledPrograms programs() {
        return new SystemPrograms(env);
    }

    Ports ports(Clock clock) {
        return new Ports(consul, host(), tasks(), clock, Workplace::newId);
    }

    /** What tells others of a run; empty where the settings, and an absent directory, want nothing told. */
    Optional<Report> report(Ports ports) {
        Optional<Path> textfile = settings.metrics().textfile();
        Path programs = settings.paths().notifications();
        Optional<Courier> courier =
                Files.isDirectory(programs) ? Optional.of(courier(ports.clock())) : Optional.empty();
        return textfile.isEmpty() && courier.isEmpty()
                ? Optional.empty()
                : Optional.of(new Report(
                        self(), ports, textfile, courier, settings.paths().state()));
    }

    /** What tells the programs in {@code notify.d}, if there are any. */
    Courier courier(Clock clock) {
        return new Courier(
                self(), clock, settings.paths().notifications(), LinuxHost.runsAsRoot(), CleanEnvironment.of(env));
    }

    /** 48 random bits: short enough to be typed, and enough for one id in every group's list of claims. */
    private static String newId() {
        return UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    }

    @Override
    public void close() {
        consul.close();
    }
}
