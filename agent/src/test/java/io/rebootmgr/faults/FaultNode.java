package io.rebootmgr.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.cli.TestNode;
import io.rebootmgr.testing.Await;
import io.rebootmgr.testing.ConsulAgent;
import io.rebootmgr.testing.RequestProxy;
import io.rebootmgr.testing.RequestProxy.Onward;
import io.rebootmgr.testing.RequestProxy.Request;
import io.rebootmgr.testing.RequestProxy.Way;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A node whose program talks to its Consul agent through a proxy, at which any moment of a run can be made to go wrong.
 */
final class FaultNode implements AutoCloseable {
    private static final Duration BOUND = Duration.ofMinutes(4);

    private final TestNode program;
    private final ConsulAgent agent;
    private final RequestProxy proxy;
    private final Judge judge;
    /** What is to go wrong, each once. */
    private final Map<Moment, Way> faults = new ConcurrentHashMap<>();
    /** What others do meanwhile, which may take longer than this node waits for an answer. */
    private final Queue<CompletableFuture<Void>> interventions = new ConcurrentLinkedQueue<>();

    FaultNode(Path folder, String name, ConsulAgent agent, String prefix, String group, Judge judge) {
        this.agent = agent;
        this.judge = judge;
        this.proxy = RequestProxy.before(agent.http(), this::pass);
        this.program = new TestNode(folder, proxy.address().toString(), name, prefix, group)
                .settings("[reboot]\ncommand = [\"sh\", \"-c\", \"" + judge.writesDown("down", name)
                        + "; echo reboot >> " + folder + "/log\"]\n")
                .task(
                        "pre_boot",
                        "10-drain",
                        "echo $$ > " + folder + "/pid; while test -e " + folder + "/hold; do sleep 0.05; done")
                .task("abort", "10-undrain", "exit 0")
                .task("post_boot", "10-undrain", judge.writesDown("up", name));
        program.write("reboot_required", reason());
    }

    TestNode program() {
        return program;
    }

    String name() {
        return program.name;
    }

    /** Why it wants to reboot: words that no other node has. */
    String reason() {
        return "update of " + name();
    }

    /** Its Consul agent. */
    ConsulAgent agent() {
        return agent;
    }

    /** The next request of this moment goes this way. */
    FaultNode at(Moment moment, Way way) {
        faults.put(moment, way);
        return this;
    }

    /**
     * Somebody does this just before the next request of this moment goes on. A {@link #run} returns when both are
     * over, and fails when that did.
     */
    FaultNode before(Moment moment, Runnable intervention) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        interventions.add(over);
        return at(moment, (request, consul) -> {
            try {
                intervention.run();
                Optional<byte[]> answer = Optional.of(consul.send());
                over.complete(null);
                return answer;
            } catch (Throwable e) {
                over.completeExceptionally(e);
                throw e;
            }
        });
    }

    /** Whether everything has gone wrong that was to. */
    boolean hasMetItsFaults() {
        return faults.isEmpty();
    }

    /** Its program waits for an answer as long as an intervention may take on a busy machine. */
    FaultNode patient() {
        program.write("rebootmgr.toml", program.read("rebootmgr.toml").replace("timeout = \"5s\"", "timeout = \"1m\""));
        return this;
    }

    /** Its program has this token for Consul. */
    FaultNode token(String secret) {
        program.env("CONSUL_HTTP_TOKEN", secret);
        return this;
    }

    /** The next request of this moment goes this way, and after that it is let go. */
    FaultNode atAndLetGo(Moment moment, Way way) {
        hold();
        return at(moment, (request, consul) -> {
            try {
                return way.go(request, consul);
            } finally {
                letGo();
            }
        });
    }

    /** A command under its lease that writes down that it ran, once it is not held any more. */
    TestNode.Result runLeased(String ttl, String... more) {
        String work = "while test -e " + program.folder + "/hold; do sleep 0.05; done; echo worked >> " + program.folder
                + "/log";
        List<String> args = new ArrayList<>(List.of("lease", "exec", name(), "--force", "--ttl", ttl));
        args.addAll(List.of(more));
        args.addAll(List.of("--purpose", "config", "--reason", "monthly run", "--", "sh", "-c", work));
        return program.run(args.toArray(String[]::new));
    }

    TestNode.Result run() {
        TestNode.Result result = program.run("run");
        for (CompletableFuture<Void> over = interventions.poll(); over != null; over = interventions.poll()) {
            over.orTimeout(BOUND.toSeconds(), TimeUnit.SECONDS).join();
        }
        return result;
    }

    /** A run beside this one. */
    CompletableFuture<TestNode.Result> start(String... arguments) {
        CompletableFuture<TestNode.Result> result = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("run of " + name()).start(() -> {
            try {
                result.complete(program.run(arguments));
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result.orTimeout(BOUND.toSeconds(), TimeUnit.SECONDS);
    }

    /** A run beside this one that stays in its drain until {@link #letGo}. Returns when it is there. */
    CompletableFuture<TestNode.Result> startAndHoldInDrain() {
        hold();
        CompletableFuture<TestNode.Result> run = start("run");
        Await.until(() -> run.isDone() || drains(), BOUND, name() + " drains");
        if (run.isDone()) {
            throw new AssertionError("ended before its drain: " + run.join());
        }
        return run;
    }

    void hold() {
        program.write("hold", "");
    }

    void awaitDrain() {
        Await.until(this::drains, BOUND, name() + " drains");
    }

    /** Whether its drain is at work at this moment. */
    boolean drains() {
        long pid = Long.parseLong(program.read("pid").strip());
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    /** Waits until its tasks have run and it waits for the health checks to run once more. */
    void awaitSettling() {
        Await.until(() -> program.read("state/claim.json").contains("\"pre_boot_tasks\""), BOUND, name() + " settles");
    }

    void letGo() {
        program.delete("hold");
    }

    /** The machine comes up again, with what asked for the reboot gone. */
    FaultNode boot() {
        program.boot();
        return this;
    }

    @Override
    public void close() {
        proxy.close();
    }

    private Optional<byte[]> pass(Request request, Onward consul) throws IOException {
        Onward seen = () -> {
            byte[] answer = consul.send();
            judge.sees(request, answer);
            return answer;
        };
        for (Moment moment : Moment.values()) {
            if (faults.containsKey(moment) && moment.is(request, this)) {
                Way way = faults.remove(moment);
                return way == null ? Way.OPEN.go(request, seen) : way.go(request, seen);
            }
        }
        return switch (request.path()) {
            case "/v1/agent/self" -> Optional.of(instead(seen.send(), this::named));
            case "/v1/agent/checks" -> Optional.of(instead(seen.send(), this::withoutOthersMaintenance));
            default -> Way.OPEN.go(request, seen);
        };
    }

    /**
     * Several nodes share an agent here, and tests run side by side: each node is told that it has one of its own name.
     */
    private String named() {
        return agent.api()
                .get("/v1/agent/self")
                .toString()
                .replace("\"NodeName\":\"" + agent.node() + "\"", "\"NodeName\":\"" + name() + "\"");
    }

    /** For the same reason another node's maintenance mode is not this one's. */
    private String withoutOthersMaintenance() {
        JsonNode checks = agent.api().get("/v1/agent/checks");
        boolean ours = checks.path("_node_maintenance").path("Notes").asText().endsWith(reason());
        if (!ours && checks instanceof ObjectNode all) {
            all.remove("_node_maintenance");
        }
        return checks.toString();
    }

    private static byte[] instead(byte[] answer, Supplier<String> body) {
        if (!new String(answer, StandardCharsets.UTF_8).startsWith("HTTP/1.1 200")) {
            return answer;
        }
        byte[] bytes = body.get().getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
                + bytes.length + "\r\n\r\n";
        return (head + new String(bytes, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
    }
}
