package io.rebootmgr.training;

import io.rebootmgr.host.LinuxHost;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.logbook.NodeStatus.Last;
import io.rebootmgr.logbook.NodeStatus.State;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A node in a folder that has nothing to do, and the answer of a Consul that says so: no trigger, no claim, no version
 * that its group has not had, and the node's own last word just as it would write it again, of a reboot like that of
 * nearly every node.
 */
final class IdleNode {
    private IdleNode() {}

    static TrainingNode in(Path folder) throws IOException {
        byte[] answer = answer(TrainingNode.host(folder));
        return TrainingNode.in(folder, (request, body) -> answer);
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
        Map<String, byte[]> keys = new LinkedHashMap<>();
        keys.put("service/rebootmgr/config", policy);
        keys.put("service/rebootmgr/published", published);
        keys.put("service/rebootmgr/groups/web/followed", followed);
        keys.put("service/rebootmgr/nodes/web1/status", status);
        keys.put("service/rebootmgr/groups/web/slots", slots);
        return MadeUpConsul.transaction(keys);
    }

    /** As the build wrote it down. */
    private static String version() throws IOException {
        try (InputStream in = IdleNode.class.getResourceAsStream("/io/rebootmgr/cli/version.txt")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }
}
