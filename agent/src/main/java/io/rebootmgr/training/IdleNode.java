package io.rebootmgr.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.host.LinuxHost;
import io.rebootmgr.json.Json;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.logbook.NodeStatus.Last;
import io.rebootmgr.logbook.NodeStatus.State;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A node in a folder that has nothing to do, and the answer of a Consul that says so: no trigger, no claim, no version
 * that its group has not had, and the node's own last word just as it would write it again, of a reboot like that of
 * nearly every node.
 */
final class IdleNode implements AutoCloseable {
    private final MadeUpConsul consul;
    private final Path config;

    private IdleNode(MadeUpConsul consul, Path config) {
        this.consul = consul;
        this.config = config;
    }

    static IdleNode in(Path folder) throws IOException {
        Path bootId = Files.writeString(folder.resolve("boot_id"), "11111111-2222-3333-4444-555555555555\n");
        MadeUpConsul consul =
                new MadeUpConsul(answer(new LinuxHost(folder, folder, List.of(), bootId, List.of("false"))));
        Path config = Files.writeString(folder.resolve("rebootmgr.toml"), """
                [node]
                name = "web1"
                group = "web"
                [consul]
                address = "http://127.0.0.1:%1$d"
                [paths]
                tasks = "%2$s/tasks"
                state = "%2$s/state"
                run = "%2$s/run"
                reboot_required = ["%2$s/reboot_required"]
                boot_id = "%3$s"
                [metrics]
                textfile = "%2$s/rebootmgr.prom"
                """.formatted(consul.port(), folder, bootId));
        return new IdleNode(consul, config);
    }

    /** Its settings file. */
    Path config() {
        return config;
    }

    /** How many requests Consul has had. */
    int requests() {
        return consul.requests();
    }

    @Override
    public void close() throws IOException {
        consul.close();
    }

    private static byte[] answer(LinuxHost host) throws IOException {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Optional<Last> last = Optional.of(new Last(0, "rebooted: new kernel", now));
        byte[] status = new NodeStatus("web", State.IDLE, host.kernel(), host.bootId(), version(), 0, last, List.of())
                .seen(now)
                .bytes();
        byte[] slots = "{\"claims\":[]}".getBytes(StandardCharsets.US_ASCII);
        byte[] policy = "{\"limit\":2,\"follow\":\"all\"}".getBytes(StandardCharsets.US_ASCII);
        byte[] followed = "{\"version\":\"v1\",\"node\":\"web2\",\"at\":\"2026-01-01T00:00:00Z\"}"
                .getBytes(StandardCharsets.US_ASCII);
        byte[] published = "{\"minor\":\"v1\",\"all\":\"v1\"}".getBytes(StandardCharsets.US_ASCII);
        var results = Json.array();
        results.addObject().set("KV", key("service/rebootmgr/config", policy));
        results.addObject().set("KV", key("service/rebootmgr/published", published));
        results.addObject().set("KV", key("service/rebootmgr/groups/web/followed", followed));
        results.addObject().set("KV", key("service/rebootmgr/nodes/web1/status", status));
        results.addObject().set("KV", key("service/rebootmgr/groups/web/slots", slots));
        return Json.bytes(Json.object().putNull("Errors").set("Results", results));
    }

    private static ObjectNode key(String name, byte[] value) {
        return Json.object()
                .put("LockIndex", 0)
                .put("Key", name)
                .put("Flags", 0)
                .put("Value", Base64.getEncoder().encodeToString(value))
                .put("CreateIndex", 12)
                .put("ModifyIndex", 34);
    }

    /** As the build wrote it down. */
    private static String version() throws IOException {
        try (InputStream in = IdleNode.class.getResourceAsStream("/io/rebootmgr/cli/version.txt")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }
}
