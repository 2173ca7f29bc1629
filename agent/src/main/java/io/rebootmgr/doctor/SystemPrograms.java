package io.rebootmgr.doctor;

import io.rebootmgr.process.ChildProcess;
import io.rebootmgr.process.CleanEnvironment;
import io.rebootmgr.text.PrintableText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Programs found in the PATH of this process. */
public final class SystemPrograms implements InstalledPrograms {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration GRACE = Duration.ofSeconds(1);
    private static final int LONGEST_OUTPUT_BYTES = 4096;
    private static final int CANNOT_BE_RUN = 126;
    private static final int NOT_FOUND = 127;

    private final Map<String, String> environment;

    public SystemPrograms(Map<String, String> processEnvironment) {
        this.environment = CleanEnvironment.of(processEnvironment);
    }

    @Override
    public Ran run(List<String> command) {
        Beginning output = new Beginning();
        try {
            ChildProcess child = ChildProcess.start(command, environment, output, output);
            OptionalInt code = child.exit(PATIENCE);
            if (code.isEmpty()) {
                child.end(GRACE);
                return new Ran.Failed(command.getFirst() + " did not end within 10 s");
            }
            return code.getAsInt() == NOT_FOUND || code.getAsInt() == CANNOT_BE_RUN
                    ? new Ran.NotThere()
                    : new Ran.Ended(code.getAsInt(), output.text());
        } catch (IOException e) {
            return new Ran.Failed(command.getFirst() + " cannot be started: " + e.getMessage());
        }
    }

    /** Keeps the first bytes and drops the rest; written to by two threads. */
    private static final class Beginning extends OutputStream {
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

        @Override
        public synchronized void write(int b) {
            if (kept.size() < LONGEST_OUTPUT_BYTES) {
                kept.write(b);
            }
        }

        @Override
        public synchronized void write(byte[] bytes, int from, int length) {
            kept.write(bytes, from, Math.min(length, LONGEST_OUTPUT_BYTES - kept.size()));
        }

        synchronized String text() {
            return PrintableText.of(
                    kept.toString(StandardCharsets.UTF_8).strip().replace('\n', ' '), LONGEST_OUTPUT_BYTES);
        }
    }
}
