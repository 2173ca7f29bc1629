package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodesCacheTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void keepsWhatTheJvmTook() throws IOException {
        Path cache = Files.createFile(folder.resolve("1234.aot"));

        NodesCache.throwAwayUnlessItFits(properties(cache.toString(), "emulated-client mode, sharing"));

        assertThat(cache).exists();
    }

    @Test
    void throwsAwayWhatTheJvmDidNotTake() throws IOException {
        Path cache = Files.createFile(folder.resolve("1234.aot"));

        NodesCache.throwAwayUnlessItFits(properties(cache.toString(), "emulated-client mode"));

        assertThat(cache).doesNotExist();
    }

    @Test
    void saysNothingWhereThereIsNoneOrItCannotBeRemoved() {
        NodesCache.throwAwayUnlessItFits(properties("", "emulated-client mode"));
        NodesCache.throwAwayUnlessItFits(properties(folder.resolve("gone.aot").toString(), "emulated-client mode"));
        NodesCache.throwAwayUnlessItFits(new Properties());

        assertThat(folder).isEmptyDirectory();
    }

    private static Properties properties(String cache, String jvm) {
        Properties properties = new Properties();
        properties.setProperty("rebootmgr.cache", cache);
        properties.setProperty("java.vm.info", jvm);
        return properties;
    }
}
