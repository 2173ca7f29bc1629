package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A command that runs for as long as its lease stands. */
class LeasedCommandIT extends LeaseScene {
    @ParameterizedTest
    @ValueSource(ints = {-5, 5})
    void aCommandGoesOnUnderItsLeaseWhateverTheClocksSay(int days) {
        Path started = folder.resolve("started");
        Path go = folder.resolve("go");
        var running = CompletableFuture.supplyAsync(
                () -> exec("sh", "-c", "touch " + started + "; while ! test -e " + go + "; do sleep 0.1; done"));
        Await.until(() -> started.toFile().exists(), Await.BOUND, "it runs");
        since(days);
        assertThat(node.wantsReboot().run("run").code()).isEqualTo(12);
        assertThat(go.toFile().mkdir()).isTrue();
        assertThat(running.join().code()).as(running.join().err()).isZero();
        assertThat(fleet.has(key())).isFalse();
        assertThat(node.run("run").code()).isZero();
    }

    @Test
    void aCommandRunsUnderALeaseAndItsCodeIsTheResult() {
        Path proof = folder.resolve("proof");
        var ran = exec("sh", "-c", "echo $REBOOTMGR_NODE $REBOOTMGR_LEASE >" + proof + "; exit 7");
        assertThat(ran.code()).as(ran.err()).isEqualTo(7);
        assertThat(proof).content().matches(node.name + " [0-9a-f]{12}\n");
        assertThat(fleet.has(key())).isFalse();
        assertThat(exec("/nosuch").code()).isEqualTo(127);
        assertThat(exec("/etc/passwd").code()).isEqualTo(126);
        assertThat(fleet.has(key())).isFalse();
        held();
        assertThat(exec("touch", folder.resolve("never").toString()).code()).isEqualTo(12);
        assertThat(folder.resolve("never")).doesNotExist();
    }

    private TestNode.Result exec(String... command) {
        List<String> args = new ArrayList<>(List.of(
                "lease", "exec", node.name, "--purpose", "config", "--reason", "monthly run", "--ttl", "10s", "--"));
        args.addAll(List.of(command));
        return node.run(args.toArray(String[]::new));
    }

    /** Those who are told of a lease may take as long as they like, and anything may happen meanwhile. */
    @Test
    void nothingBeginsUnderALeaseThatIsGoneBeforeTheCommandStarts() throws IOException {
        Files.createDirectories(node.folder.resolve("notify.d"));
        node.write(
                "notify.d/10-late",
                "#!/bin/sh\nexec curl -sf -X DELETE " + fleet.api().address() + "/v1/kv/" + fleet.prefix + "/" + key()
                        + "\n");
        assertThat(node.folder.resolve("notify.d/10-late").toFile().setExecutable(true))
                .isTrue();
        node.write(
                "rebootmgr.toml",
                node.read("rebootmgr.toml")
                        .replace("[paths]\n", "[paths]\nnotify = \"" + node.folder + "/notify.d\"\n"));
        Path never = folder.resolve("never");
        var lost = exec("touch", never.toString());
        assertThat(lost.code()).as(lost.err()).isEqualTo(5);
        assertThat(lost.err()).contains("; the command was not started; ");
        assertThat(never).doesNotExist();
    }

    @Test
    void whenItIsTakenByForceTheWholeCommandIsEnded() throws IOException {
        Path pid = folder.resolve("pid");
        var running = CompletableFuture.supplyAsync(
                () -> exec("sh", "-c", "setsid sleep 300 & echo $! >" + pid + "; sleep 300"));
        Await.until(() -> pid.toFile().length() > 0, Await.BOUND, "it runs");
        assertThat(node.run("lease", "release", node.name, "--force", "--reason", "emergency")
                        .code())
                .isZero();
        assertThat(running.join().code()).isEqualTo(5);
        assertThat(running.join().err())
                .contains(
                        "lost the lease",
                        "somebody released it; the command was ended; `rebootmgr history " + node.name + "` tells");
        assertThat(node.run("history", node.name).out()).contains("alice@", "emergency");
        long orphan = Long.parseLong(Files.readString(pid).strip());
        // Dead at once, and a zombie until whoever adopted it has looked.
        Await.until(
                () -> ProcessHandle.of(orphan).filter(ProcessHandle::isAlive).isEmpty(),
                Await.BOUND,
                "all of it is dead");
        assertThat(node.run("lease", "check", node.name).code()).isZero();
    }

    @Test
    void aSessionThatConsulForgotIsReplacedWhereNobodyCameBetween() {
        Path go = folder.resolve("go");
        Path started = folder.resolve("started");
        var running = CompletableFuture.supplyAsync(
                () -> exec("sh", "-c", "touch " + started + "; while ! test -e " + go + "; do sleep 0.1; done"));
        Await.until(() -> started.toFile().exists(), Await.BOUND, "it runs");
        String first = session();
        fleet.api().put("/v1/session/destroy/" + first, "");
        Await.until(() -> !session().isEmpty() && !session().equals(first), Await.BOUND, "it is leased again");
        assertThat(go.toFile().mkdir()).isTrue();
        assertThat(running.join().code()).as(running.join().err()).isZero();
        assertThat(fleet.has(key())).isFalse();
    }
}
