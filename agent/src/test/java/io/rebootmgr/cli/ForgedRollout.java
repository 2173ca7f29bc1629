package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * One token a node, and rollouts: what somebody can do who took over node client2, with the very token of
 * {@code docs/consul-acl-node.hcl} on a Consul that denies everything else. The victim is client1, in group web.
 */
abstract class ForgedRollout {
    @TempDir
    Path folder;

    final AclFleet fleet = new AclFleet();
    final String prefix = fleet.prefix;
    TestNode victim;
    TestNode admin;

    @BeforeEach
    void aVictimAndAnAdmin() {
        victim = node(1);
        admin = fleet.node(1, folder.resolve("admin"), "web")
                .env("CONSUL_HTTP_TOKEN", fleet.operator().token().orElseThrow());
        assertThat(victim.name).isEqualTo("client1");
        runs(victim, 0, "");
    }

    TestNode node(int number) {
        return fleet.node(number, folder.resolve("node" + number), "web").task("hot", "10-update", "");
    }

    int forge(String group, String key, String value) {
        return fleet.takenOver(2, group)
                .send("PUT", "/v1/kv/" + prefix + "/" + key, value)
                .status();
    }

    void forge(String group, String rollouts) {
        assertThat(forge(group, "rollouts", rollouts)).isEqualTo(200);
    }

    String rollouts() {
        return fleet.get("rollouts");
    }

    /** Changes what stands there; gives what stood there before. */
    String forge(UnaryOperator<String> change) {
        String before = rollouts();
        String after = change.apply(before);
        assertThat(after).isNotEqualTo(before);
        forge("web", after);
        return before;
    }

    static void runs(TestNode node, int code, String said) {
        var run = node.run("run");
        assertThat(run.code()).as(run.out() + run.err()).isEqualTo(code);
        assertThat(run.out() + run.err()).contains(said);
    }

    /** Whatever else asks for a change waits, too, and is told why. */
    static void holds(TestNode node, String said) {
        runs(node, 0, "nothing to do");
        node.wantsReboot();
        runs(node, 13, said);
        node.delete("reboot_required");
    }

    String orders(String... command) {
        var run = admin.run(command);
        assertThat(run.code()).as(run.out() + run.err()).isZero();
        return run.out().strip();
    }

    String starts(String change, String... more) {
        String[] command = {"rollout", "start", "v2", "--change", change, "--group", "web"};
        String[] all =
                Stream.concat(Arrays.stream(command), Arrays.stream(more)).toArray(String[]::new);
        return orders(all);
    }

    static String rollout(String version, String change, String by) {
        return """
                {"rollouts":[{"id":"forged","version":"%s","change":"%s","groups":["web"],
                 "waves":[{"name":"rest","soak_s":0,"nodes":1}],"open":0,"since":"2026-01-01T00:00:00Z",
                 "state":"running","max_failed":0,"by":"%s","started":"2026-01-01T00:00:00Z"}]}
                """.formatted(version, change, by);
    }
}
