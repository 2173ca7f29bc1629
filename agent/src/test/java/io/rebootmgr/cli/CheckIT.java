package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rebootmgr.host.LinuxHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code check} says what {@code run} would do, with its exit code, and changes nothing. */
class CheckIT {
    @TempDir
    private Path folder;

    private TestFleet fleet;
    private TestNode node;

    @BeforeEach
    void aNode() {
        fleet = new TestFleet(folder).policy("{}");
        node = fleet.node(2);
    }

    interface Scene extends BiConsumer<TestFleet, TestNode> {}

    private static Arguments scene(String name, int code, String says, Scene scene) {
        return Arguments.of(name, code, says, scene);
    }

    static Stream<Arguments> scenes() {
        return Stream.of(
                scene("no trigger", 0, "would do nothing", (f, n) -> {}),
                scene("no trigger and a stop", 0, "would do nothing", (f, n) -> f.put("stop", "x")),
                scene("no trigger and no policy", 0, "would do nothing", (f, n) -> f.delete("config")),
                scene("no trigger and a garbage status", 105, "status", (f, n) -> f.put(status(n), "x")),
                scene("a file asks", 0, "would reboot now", (f, n) -> n.wantsReboot()),
                scene("a key asks", 0, "would reboot now", (f, n) -> f.put(n.name + "/reboot_required", "x")),
                scene("stopped", 102, "incident 42", (f, n) -> {
                    n.wantsReboot();
                    f.put("stop", "incident 42");
                    f.put("groups/" + f.group + "/slots", "garbage");
                }),
                scene("no policy", 104, "rebootmgr init", (f, n) -> {
                    n.wantsReboot();
                    f.delete("config");
                }),
                scene("invalid policy", 105, "limit", (f, n) -> {
                    n.wantsReboot();
                    f.put("config", "{\"limit\":0}");
                }),
                scene("garbage slots", 105, "slots", (f, n) -> f.put("groups/" + f.group + "/slots", "garbage")),
                scene("garbage status", 105, "status", (f, n) -> {
                    n.wantsReboot();
                    f.put(status(n), "garbage");
                }),
                scene("no task directory, no policy", 104, "post_boot_tasks", (f, n) -> {
                    n.wantsReboot().delete("tasks/post_boot_tasks");
                    f.delete("config");
                }),
                scene("disabled", 101, "on fire", (f, n) -> {
                    n.wantsReboot();
                    f.policy("{\"enabled\":false,\"disabled_reason\":\"on fire\"}");
                }),
                scene("a freeze", 6, "opens ", (f, n) -> {
                    n.wantsReboot();
                    String tomorrow = LocalDate.now(ZoneOffset.UTC).plusDays(1).toString();
                    f.policy("{\"freezes\":[{\"from\":\"2000-01-01\",\"to\":\"" + tomorrow + "\",\"reason\":\"x\"}]}");
                }),
                scene("given up", 106, "failed 5 times", (f, n) -> {
                    n.wantsReboot();
                    f.put(
                            status(n),
                            "{\"group\":\"g\",\"state\":\"failed\",\"kernel\":\"k\",\"boot_id\":\"b\","
                                    + "\"agent_version\":\"1\",\"failures\":5}");
                }),
                scene("no slot", 4, "other", (f, n) -> {
                    n.wantsReboot();
                    f.put("groups/" + f.group + "/slots", claims(claim("c1", "other", "rebooting", "b")));
                }),
                scene("a claim that it knows nothing of", 0, "would remove", (f, n) -> {
                    n.wantsReboot();
                    f.put("groups/" + f.group + "/slots", claims(claim("c1", n.name, "preparing", "b")));
                }),
                scene("a claim whose run died", 0, "would undo", (f, n) -> {
                    n.wantsReboot();
                    f.put("groups/" + f.group + "/slots", claims(claim("c1", n.name, "preparing", "b")));
                    f.put(
                            status(n),
                            "{\"group\":\"g\",\"state\":\"preparing\",\"kernel\":\"k\",\"boot_id\":\"b\","
                                    + "\"agent_version\":\"1\",\"failures\":0}");
                }),
                scene("going down", 0, "under way", (f, n) -> n.wantsReboot().run("run")),
                scene("the reboot did not happen", 103, "did not happen", (f, n) -> {
                    n.settings("[reboot]\ncommand = [\"true\"]\ngrace = \"1ms\"\n");
                    n.wantsReboot().run("run");
                }),
                scene("it did not happen, and was told", 0, "would try again", (f, n) -> {
                    n.settings("[reboot]\ncommand = [\"true\"]\ngrace = \"1ms\"\n");
                    n.wantsReboot().run("run");
                    n.run("run");
                }),
                scene("back", 0, "would return", (f, n) -> {
                    n.wantsReboot().run("run");
                    n.boot();
                }),
                scene("back and stopped", 102, "x", (f, n) -> {
                    n.wantsReboot().run("run");
                    n.boot();
                    f.put("stop", "x");
                }),
                scene("back and its tasks gone", 104, "post_boot_tasks", (f, n) -> {
                    n.wantsReboot().run("run");
                    n.boot().delete("tasks/post_boot_tasks");
                }),
                scene("back and an invalid policy", 0, "would return", (f, n) -> {
                    n.wantsReboot().run("run");
                    n.boot();
                    f.put("config", "{\"limit\":0}");
                }),
                scene("parked", 106, "parked", (f, n) -> {
                    n.wantsReboot().run("run");
                    n.bootKeepingFiles().run("run");
                }),
                scene("a run directory that is a file", 105, "must be a directory", (f, n) -> {
                    n.wantsReboot().write("run", "x");
                }),
                scene("a run directory that leads nowhere, and no trigger", 105, "cannot lock", (f, n) -> {
                    link(n.folder.resolve("run"), Path.of("/nowhere"));
                }),
                scene("a run directory that others can write to", 105, "by others than root", (f, n) -> {
                    assumeTrue(LinuxHost.runsAsRoot(), "needs root");
                    n.wantsReboot();
                    permit(directory(n, "run"), "rwxrwxrwx");
                    n.write("run/else", "x");
                }),
                scene("a reboot command that others can write", 105, "can be written by others", (f, n) -> {
                    assumeTrue(LinuxHost.runsAsRoot(), "needs root");
                    n.wantsReboot().write("reboot", "#!/bin/sh");
                    permit(n.folder.resolve("reboot"), "rwxrwxrwx");
                    n.settings("\n[reboot]\ncommand = [\"" + n.folder + "/reboot\"]");
                }),
                scene("a state directory that others can write to", 105, "can be written by others", (f, n) -> {
                    assumeTrue(LinuxHost.runsAsRoot(), "needs root");
                    n.wantsReboot();
                    permit(directory(n, "state"), "rwxrwxrwx");
                }),
                scene("back and a state directory that others can write to", 0, "would return", (f, n) -> {
                    assumeTrue(LinuxHost.runsAsRoot(), "needs root");
                    n.wantsReboot().run("run");
                    permit(n.boot().folder.resolve("state"), "rwxrwxrwx");
                }),
                scene("a lock that is no file", 105, "is a pipe", (f, n) -> {
                    n.wantsReboot();
                    pipe(directory(n, "run").resolve("lock"));
                }),
                scene("a note of a task that is no file", 100, "is a pipe", (f, n) -> {
                    n.wantsReboot();
                    pipe(directory(n, "run").resolve("task"));
                }),
                scene("parked and stopped", 102, "incident", (f, n) -> {
                    n.wantsReboot().run("run");
                    n.bootKeepingFiles().run("run");
                    f.put("stop", "incident");
                }));
    }

    private static void link(Path link, Path target) {
        try {
            Files.createSymbolicLink(link, target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path directory(TestNode node, String name) {
        try {
            Path made = Files.createDirectory(node.folder.resolve(name));
            permit(made, "rwx------");
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void permit(Path path, String rights) {
        try {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rights));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void pipe(Path path) {
        try {
            assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                    .isZero();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String status(TestNode node) {
        return "nodes/" + node.name + "/status";
    }

    private static String claims(String... claims) {
        return "{\"claims\":[" + String.join(",", claims) + "]}";
    }

    private static String claim(String id, String node, String state, String boot) {
        return "{\"id\":\"%s\",\"node\":\"%s\",\"state\":\"%s\",\"boot_id\":\"%s\",\"session\":\"s\","
                        .formatted(id, node, state, boot)
                + "\"since\":\"2026-01-31T12:00:00Z\",\"reason\":\"x\"}";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenes")
    void saysWhatRunWouldDo(String name, int code, String says, Scene scene) {
        scene.accept(fleet, node);
        List<String> before = traces();
        var check = node.run("check");
        assertThat(check.code()).as(check.out() + check.err()).isEqualTo(code);
        assertThat(check.out()).contains(says);
        assertThat(check.err()).isEmpty();
        assertThat(node.run("check", "--json").out()).contains("\"exit_code\" : " + code);
        assertThat(traces()).as("check changed nothing").isEqualTo(before);
        var run = node.run("run");
        assertThat(run.code()).as(run.out() + run.err()).isEqualTo(code);
    }

    private List<String> traces() {
        return Stream.concat(
                        fleet.api().keys(fleet.prefix + "/").stream()
                                .map(key -> key + "=" + fleet.api().value(key).orElse("")),
                        node.log().stream())
                .toList();
    }

    @Test
    void anIgnoredGateIsShownAsSuch() {
        node.wantsReboot();
        fleet.policy("{\"min_uptime\":\"100d\"}");
        assertThat(node.run("check").code()).isEqualTo(9);
        var check = node.run("check", "--ignore", "uptime");
        assertThat(check.code()).isZero();
        assertThat(check.out()).containsPattern("uptime +ignored");
        assertThat(node.run("check", "--ignore", "slot").code()).isEqualTo(64);
    }

    @Test
    void everyGateIsShownWithoutATriggerToo() {
        var check = node.run("check");
        assertThat(check.out())
                .contains("stop", "enabled", "retries", "window", "uptime", "members", "quorum", "health", "slot");
    }
}
