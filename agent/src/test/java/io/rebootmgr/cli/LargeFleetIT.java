package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.rebootmgr.json.Json;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.logbook.History;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand nodes in a real Consul, in the middle of a campaign: one screen, in little time. */
class LargeFleetIT {
    private static final int NODES = 10_000;
    private static final int DONE = 4_000;
    /** The aim is 2 s on a machine of its own, as {@code scripts/bench status} measures it; a test shares its. */
    private static final Duration BOUND = Duration.ofSeconds(10);

    private final Instant now = Instant.now();

    @TempDir
    private Path folder;

    private ArrayNode batch = Json.array();

    @Test
    void isSeenAtAGlance() {
        TestFleet fleet = new TestFleet(folder).policy("{\"limit\":10}");
        fill(fleet);
        TestNode node = fleet.node(1);
        assertThat(shown(node, "status"))
                .contains(
                        "10,000 nodes: 6,000 waiting, 4,000 idle",
                        "4,000 of 10,000 done",
                        "6,000 waiting",
                        "ends about")
                .contains("next in big: node04000")
                .contains("… and 9,984 more");
        assertThat(shown(node, "status", "--group", "big")).contains("10,000 nodes");
        assertThat(shown(node, "plan"))
                .contains("group big: 6,000 nodes wait, 10 slots", "the median of the last 64", "node04000")
                .contains("… and 5,980 more");
        assertThat(shown(node, "history", "--failed")).contains("node00000", "exit 100");
    }

    /**
     * What a command prints, which fits a screen (lines are not wrapped where they are piped) and was there in time.
     */
    private static String shown(TestNode node, String... args) {
        long began = System.nanoTime();
        var run = node.run(args);
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out().lines()).hasSizeLessThan(50);
        assertThat(took).isLessThan(BOUND);
        return run.out();
    }

    private void fill(TestFleet fleet) {
        for (int n = 0; n < NODES; n++) {
            String name = "node%05d".formatted(n);
            Instant at = now.minusSeconds(NODES - n);
            boolean done = n < DONE;
            put(fleet, "nodes/" + name + "/status", """
                    {"group":"big","state":"%s","kernel":"6.1.0-30-amd64","boot_id":"%s","agent_version":"0.1.0",\
                    "failures":0,"last":{"code":%d,"reason":"%s","at":"%s"}}""".formatted(
                            done ? "idle" : "held",
                            name,
                            done ? 0 : 4,
                            done ? "rebooted: new kernel" : "waiting for a slot",
                            at));
            if (done) {
                Entry entry = Entry.begun("c" + n, name, "big", "new kernel", List.of(), at.minusSeconds(300))
                        .phase("pre_boot_tasks", Duration.ofSeconds(60))
                        .phase("boot", Duration.ofSeconds(180))
                        .ended(n == 0 ? 100 : 0, "so it ended", at);
                byte[] book = new History(List.of(entry)).bytes();
                put(fleet, "nodes/" + name + "/history", new String(book, StandardCharsets.UTF_8));
            } else {
                put(fleet, "waiting/big/" + name, "{\"since\":\"" + at + "\",\"reason\":\"new kernel\"}");
            }
        }
        flush(fleet);
    }

    private void put(TestFleet fleet, String key, String value) {
        batch.addObject()
                .putObject("KV")
                .put("Verb", "set")
                .put("Key", fleet.prefix + "/" + key)
                .put("Value", Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)));
        if (batch.size() == 64) {
            flush(fleet);
        }
    }

    private void flush(TestFleet fleet) {
        fleet.api().put("/v1/txn", batch);
        batch = Json.array();
    }
}
