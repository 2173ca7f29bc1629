package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.log.Logging;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InvocationTest {
    @TempDir
    private Path folder;

    @Test
    void leavesTheLogOfItsProgramAsItIs() {
        TestNode node = new TestNode(folder, "http://127.0.0.1:1", "web1", "fleet", "web");
        Logging before = Logging.current();
        Invocation given = Invocation.of(
                List.of("check", "-vv", "--log-format=json", "--config=" + node.config()), Map.of("PATH", "/bin"));
        assertThat(given.text()).contains("does not answer");
        assertThat(Logging.current()).isSameAs(before);
    }
}
