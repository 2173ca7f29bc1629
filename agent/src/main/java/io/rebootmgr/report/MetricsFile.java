package io.rebootmgr.report;

import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.file.WholeFile;
import io.rebootmgr.gate.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** The file that Prometheus' node_exporter reads. */
final class MetricsFile {
    private static final String FOR_EVERYBODY = "rw-r--r--";

    private final Self self;
    private final Path file;
    private boolean warned;

    MetricsFile(Self self, Path file) {
        this.self = self;
        this.file = file;
    }

    /** Writes it anew, see {@link NodeMetrics}; one that cannot be written is told once. */
    void write(long at, String state, Memory memory, Optional<Facts> facts, Collection<Programs.Answer> programs) {
        try {
            String text = NodeMetrics.text(self, at, state, memory, facts, programs);
            WholeFile.write(file, text.getBytes(StandardCharsets.UTF_8), FOR_EVERYBODY);
        } catch (IOException | RuntimeException e) {
            if (!warned) {
                warned = true;
                LoggerFactory.getLogger(MetricsFile.class).warn("metrics not written to {}: {}", file, e.toString());
            }
        }
    }
}
