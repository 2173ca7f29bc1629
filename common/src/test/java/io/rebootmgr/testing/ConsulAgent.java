package io.rebootmgr.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One Consul agent as a process of its own: a server or a client. Started by {@link ConsulCluster}. */
public final class ConsulAgent {
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration END = Duration.ofSeconds(30);

    private final String node;
    private final boolean server;
    private final AgentConfig config;
    private final Path folder;
    private @Nullable ChildProcess process;

    ConsulAgent(String node, boolean server, AgentConfig config, Path folder) {
        this.node = node;
        this.server = server;
        this.config = config;
        this.folder = folder;
    }

    /** Its node name. */
    public String node() {
        return node;
    }

    public boolean isServer() {
        return server;
    }

    /** Where its HTTP interface is: {@code http://127.0.0.x:port}. */
    public URI http() {
        return config.http();
    }

    /** Where others gossip with it: {@code 127.0.0.x:port}. */
    String gossip() {
        return config.ports().gossipAddress();
    }

    /** Where its HTTPS interface is, with {@link ConsulClusterBuilder#tls} only. */
    public URI https() {
        return config.https();
    }

    /** Its HTTP interface with the management token, where there are ACLs. */
    public ConsulApi api() {
        return new ConsulApi(http(), config.managementToken());
    }

    /** Starts it, again too: same name, addresses and data. Returns when it answers. */
    public synchronized void start() {
        if (isRunning()) {
            throw new IllegalStateException(node + " is running");
        }
        List<String> command =
                new ArrayList<>(List.of(ConsulBinary.find().path().toString(), "agent", "-config-file", writeConfig()));
        if (config.dev()) {
            command.add("-dev");
        }
        process = ChildProcess.start(command, logFile());
        // Without a leader it knows no token yet, and says so.
        await(
                () -> Set.of(200, 403)
                        .contains(api().send("GET", "/v1/agent/self", "").status()),
                START,
                "answers after its start");
    }

    /** Its process id, while it runs. */
    public synchronized long pid() {
        if (process == null || !process.isAlive()) {
            throw new IllegalStateException(node + " is not running");
        }
        return process.pid();
    }

    public synchronized boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** SIGTERM, as a service manager does: a client leaves the cluster, a server does not. Returns when it is gone. */
    public void stop() {
        signal("TERM");
        await(() -> !isRunning(), END, "ends after SIGTERM");
    }

    /** Leaves the cluster for good, as {@code consul leave} does. Returns when it is gone. */
    public void leave() {
        api().put("/v1/agent/leave", "");
        await(() -> !isRunning(), END, "ends after leaving");
    }

    /** SIGKILL: a crash. Returns when it is gone. Of one that does not run, nothing. */
    public synchronized void kill() {
        if (process != null) {
            process.kill();
        }
    }

    /** Its disk is another: it starts without its data, its node id among that. It is not running. */
    public synchronized void forget() {
        try (Stream<Path> all = Files.walk(folder.resolve("data"))) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGSTOP: connections are accepted by the kernel and nothing is answered. */
    public void pause() {
        signal("STOP");
    }

    /** SIGCONT, after {@link #pause}. */
    public void resume() {
        signal("CONT");
    }

    /** Its log so far, or the last 200 lines of it. */
    public String log() {
        try {
            List<String> lines = Files.exists(logFile()) ? Files.readAllLines(logFile()) : List.of();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 200), lines.size()));
        } catch (IOException e) {
            return "unreadable log: " + e;
        }
    }

    void await(Await.Condition condition, Duration within, String what) {
        Await.until(condition, within, node + " " + what, () -> "log of " + node + ":\n" + log());
    }

    private synchronized void signal(String name) {
        if (process == null || !process.isAlive()) {
            throw new IllegalStateException(node + " is not running");
        }
        process.signal(name);
    }

    private Path logFile() {
        return folder.resolve("consul.log");
    }

    private String writeConfig() {
        try {
            Path file = folder.resolve("consul.json");
            Files.createDirectories(folder);
            ObjectNode json = config.json(node, server, folder);
            Files.writeString(file, Json.pretty(json), StandardCharsets.UTF_8);
            return file.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Optional<String> managementToken() {
        return config.managementToken();
    }
}
