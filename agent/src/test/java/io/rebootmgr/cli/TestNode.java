package io.rebootmgr.cli;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A node of a test: its files, and the program run on it in this JVM. Its reboot command only writes down that it ran.
 */
public final class TestNode {
    public final Path folder;
    public final String name;
    private final String consul;
    private final String prefix;
    private final String group;
    private final Map<String, String> env = new HashMap<>(Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"));

    public TestNode(Path folder, String consul, String name, String prefix, String group) {
        this.folder = folder;
        this.consul = consul;
        this.name = name;
        this.prefix = prefix;
        this.group = group;
        for (String stage : List.of("pre_boot", "post_boot", "abort")) {
            createDirectories(tasks(stage));
        }
        write("boot_id", UUID.randomUUID().toString());
        settings("");
    }

    /** What a command gave. */
    public record Result(int code, String out, String err) {}

    /** Writes the settings file, with more lines at its end. */
    public TestNode settings(String more) {
        write("rebootmgr.toml", """
                [node]
                name = "%s"
                group = "%s"
                [consul]
                address = "%s"
                prefix = "%s"
                timeout = "5s"
                [paths]
                tasks = "%s/tasks"
                state = "%s/state"
                run = "%s/run"
                reboot_required = ["%s/reboot_required"]
                boot_id = "%s/boot_id"
                %s
                """.formatted(
                name,
                group,
                consul,
                prefix,
                folder,
                folder,
                folder,
                folder,
                folder,
                more.contains("[reboot]")
                        ? more
                        : "[reboot]\ncommand = [\"sh\", \"-c\", \"echo reboot >> " + folder + "/log\"]\n" + more));
        return this;
    }

    /** Sets a variable of the environment that commands run in. */
    public TestNode env(String variable, String value) {
        env.put(variable, value);
        return this;
    }

    /** Its settings file. */
    public Path config() {
        return folder.resolve("rebootmgr.toml");
    }

    /** Runs a command with this node's settings. */
    public Result run(String... args) {
        return run("", false, args);
    }

    /** The same at a terminal, where somebody answers. */
    public Result answering(String typed, String... args) {
        return run(typed, true, args);
    }

    private Result run(String typed, boolean interactive, String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        int operands = all.indexOf("--");
        all.addAll(operands < 0 ? all.size() : operands, List.of("--config", config().toString()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Shell shell = new Shell(
                env,
                new BufferedReader(new StringReader(typed)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                interactive);
        int code = Main.run(all.toArray(String[]::new), shell);
        return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** A file that asks for a reboot. */
    public TestNode wantsReboot() {
        write("reboot_required", "new kernel\n");
        return this;
    }

    /** A task; it also writes down that it ran, with its stage, before anything else. */
    public TestNode task(String stage, String task, String script) {
        createDirectories(tasks(stage));
        return executable(
                "tasks/" + stage + "_tasks/" + task,
                "#!/bin/sh\necho $REBOOTMGR_STAGE " + task + "${REBOOTMGR_DRY_RUN:+ dry} >> " + folder + "/log\n"
                        + script + "\n");
    }

    /** A task with a header of these lines; it does nothing but to write down that it ran. */
    public TestNode headed(String stage, String task, String header) {
        return task(stage, task, "### BEGIN REBOOTMGR INFO\n" + header.strip() + "\n### END REBOOTMGR INFO\n");
    }

    /** A gate program; it also writes down that it was asked. */
    public TestNode gate(String name, String script) {
        createDirectories(folder.resolve("tasks/gates.d"));
        return executable(
                "tasks/gates.d/" + name,
                "#!/bin/sh\necho gate " + name + "${REBOOTMGR_DRY_RUN:+ dry} >> " + folder + "/log\n" + script + "\n");
    }

    /** The impact program; it also writes down that it was asked. */
    public TestNode impact(String script) {
        return executable(
                "tasks/impact",
                "#!/bin/sh\necho $REBOOTMGR_STAGE${REBOOTMGR_DRY_RUN:+ dry} >> " + folder + "/log\n" + script + "\n");
    }

    /** A detector; it also writes down that it was asked. */
    public TestNode detector(String name, String script) {
        createDirectories(folder.resolve("tasks/detectors.d"));
        return executable(
                "tasks/detectors.d/" + name,
                "#!/bin/sh\necho $REBOOTMGR_STAGE " + name + " >> " + folder + "/log\n" + script + "\n");
    }

    /** So much time passes on the clock of this boot. */
    TestNode upFor(Duration uptime) {
        try {
            Files.setLastModifiedTime(
                    folder.resolve("boot_id"), FileTime.from(Instant.now().minus(uptime)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** A file that can be executed. */
    public TestNode executable(String file, String content) {
        write(file, content);
        try {
            Files.setPosixFilePermissions(folder.resolve(file), PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** What tasks and the reboot command wrote down so far, in order. */
    public List<String> log() {
        return Files.exists(folder.resolve("log")) ? read("log").lines().toList() : List.of();
    }

    /** Boots: another boot id, and what is on a tmpfs is gone. */
    public TestNode boot() {
        delete("reboot_required");
        return bootKeepingFiles();
    }

    TestNode bootKeepingFiles() {
        write("boot_id", UUID.randomUUID().toString());
        return this;
    }

    /** Whether something of a claim is written down. */
    public boolean hasClaimFile() {
        return Files.exists(folder.resolve("state/claim.json"));
    }

    Path tasks(String stage) {
        return folder.resolve("tasks").resolve(stage + "_tasks");
    }

    public void write(String file, String content) {
        try {
            createDirectories(folder);
            Files.writeString(folder.resolve(file), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String read(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void delete(String file) {
        try (Stream<Path> below = Files.exists(folder.resolve(file)) ? Files.walk(folder.resolve(file)) : Stream.of()) {
            for (Path path : below.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void createDirectories(Path path) {
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
