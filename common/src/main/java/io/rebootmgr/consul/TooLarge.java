package io.rebootmgr.consul;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.Serial;

/** An answer beyond what any Consul of this use has to say. */
final class TooLarge extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** 64 MiB: some 200,000 keys. */
    static final int LIMIT_BYTES = 64 * 1024 * 1024;

    static final String UNBOUNDED = "the answer has no end, or holds more than this program can";

    private TooLarge(String message) {
        super(message);
    }

    /**
     * An answer that broke a bound of the machine's before one of ours: no end of interim answers, no room for what it
     * holds.
     */
    static TooLarge unbounded() {
        return new TooLarge(UNBOUNDED);
    }

    /** All of the stream, up to the limit. Ends early when the thread is interrupted. */
    static byte[] readAll(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[16 * 1024];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            all.write(buffer, 0, n);
            if (all.size() > LIMIT_BYTES) {
                throw new TooLarge("the answer is larger than " + LIMIT_BYTES / 1024 / 1024 + " MiB");
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted");
            }
        }
        return all.toByteArray();
    }
}
