package io.rebootmgr.training;

import io.rebootmgr.host.LinuxHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;

/** A node in a folder, beside a Consul that is made up. */
final class TrainingNode implements AutoCloseable {
    private final MadeUpConsul consul;
    private final Path config;

    private TrainingNode(MadeUpConsul consul, Path config) {
        this.consul = consul;
        this.config = config;
    }

    /** With a Consul that answers so, see {@link MadeUpConsul}. The folder is a {@link #host}'s. */
    static TrainingNode in(Path folder, BiFunction<String, byte[], byte[]> answers) throws IOException {
        MadeUpConsul consul = new MadeUpConsul(answers);
        Path config = Files.writeString(
                folder.resolve("rebootmgr.toml"), """
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
                """.formatted(consul.port(), folder, bootId(folder)));
        return new TrainingNode(consul, config);
    }

    /** What a node in this folder sees of its machine. */
    static LinuxHost host(Path folder) throws IOException {
        Path bootId = Files.writeString(bootId(folder), "11111111-2222-3333-4444-555555555555\n");
        return new LinuxHost(folder, folder, List.of(), bootId, List.of("false"));
    }

    private static Path bootId(Path folder) {
        return folder.resolve("boot_id");
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
}
