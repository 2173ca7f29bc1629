package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A node that could reboot, and whoever wants it for himself. */
abstract class LeaseScene {
    @TempDir
    Path folder;

    TestFleet fleet;

    TestNode node;

    @BeforeEach
    void aNodeThatCouldReboot() {
        fleet = new TestFleet(folder).policy("{}");
        node = fleet.node(1)
                .env("USER", "alice")
                .task("pre_boot", "10-drain", "exit 0")
                .task("post_boot", "10-start", "exit 0")
                .task("abort", "10-undrain", "exit 0");
    }

    final String key() {
        return "nodes/" + node.name + "/lease";
    }

    final TestNode.Result acquire(String... more) {
        List<String> args = new ArrayList<>(
                List.of("lease", "acquire", node.name, "--purpose", "maintenance", "--reason", "disk swap"));
        args.addAll(List.of(more));
        return node.run(args.toArray(String[]::new));
    }

    final String held() {
        var acquired = acquire("--hold");
        assertThat(acquired.code()).as(acquired.err()).isZero();
        return acquired.out().strip();
    }

    /** As its taker's clock had it, which is days behind or ahead. The lock on it stays. */
    final Instant since(int days) {
        Instant since = Instant.now().plus(days, ChronoUnit.DAYS);
        fleet.put(key(), fleet.get(key()).replaceAll("\"since\":\"[^\"]+\"", "\"since\":\"" + since + "\""));
        return since;
    }

    final String session() {
        return fleet.has(key())
                ? fleet.api()
                        .get("/v1/kv/" + fleet.prefix + "/" + key())
                        .path(0)
                        .path("Session")
                        .asText()
                : "";
    }
}
