package io.rebootmgr.file;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads a file of a directory that others may write to, for what is told to everybody: of a regular file only, through
 * no link of theirs, neither on the way nor at its end.
 */
public final class ForeignFile {
    private static final int PATIENCE_SECONDS = 2;

    private ForeignFile() {}

    /** What it holds, of a longer one the first {@code most} bytes. */
    public static byte[] read(Path file, int most) throws IOException {
        // A pipe may take its place after the look, and the open of one waits for ever.
        FutureTask<byte[]> reading = new FutureTask<>(() -> readNow(file.toAbsolutePath(), most));
        Thread.ofPlatform().daemon().start(reading);
        try {
            return reading.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new IOException(file + " does not open", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    private static byte[] readNow(Path file, int most) throws IOException {
        Path name = Objects.requireNonNull(file.getFileName());
        try (SecureDirectoryStream<Path> directory = SafeDirectory.open(Objects.requireNonNull(file.getParent()))) {
            if (!SafeDirectory.attributes(directory, name).isRegularFile()) {
                throw new IOException(file + " is no regular file");
            }
            try (SeekableByteChannel in =
                    directory.newByteChannel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
                return Channels.newInputStream(in).readNBytes(most);
            }
        }
    }
}
