package io.rebootmgr.process;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.exec.PumpStreamHandler;

/**
 * Pumps that do not wait long for an end of output that may never come: a daemon that the program left behind can hold
 * it open for ever. (The stop timeout of Commons Exec would be 2 s longer than set, for each stream in turn, and lose
 * the exit code.) What the program can read is there from the beginning.
 */
final class BoundedPumps extends PumpStreamHandler {
    /** What is in the pipes when the program ends is read much faster than this. */
    static final Duration STOP_TIMEOUT = Duration.ofSeconds(1);

    private final List<Thread> pumps = new ArrayList<>();

    BoundedPumps(OutputStream out, OutputStream err, byte[] input) {
        super(out, err, input.length == 0 ? null : new ByteArrayInputStream(input));
    }

    @Override
    protected Thread createPump(InputStream from, OutputStream to, boolean closeWhenExhausted) {
        Thread pump = super.createPump(from, to, closeWhenExhausted);
        pumps.add(pump);
        return pump;
    }

    @Override
    public void stop() {
        long deadline = System.nanoTime() + STOP_TIMEOUT.toNanos();
        try {
            for (Thread pump : pumps) {
                pump.join(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            // Whoever wants this thread to end does not want to wait for output either.
            Thread.currentThread().interrupt();
        }
    }
}
