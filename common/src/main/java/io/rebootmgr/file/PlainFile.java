package io.rebootmgr.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;

/**
 * The one place that opens files of the machine to read them. Whatever stands where a file is expected (a pipe that
 * nobody writes to, a terminal, {@code /dev/zero}, a directory), a read ends: only regular files are opened, and of
 * each no more is read than asked for.
 *
 * <p>Whoever could put something else there between the look and the open can write the directory; what root obeys
 * stands in none of others.
 */
public final class PlainFile {
    private static final int TYPE = 0170000;
    private static final int REGULAR = 0100000;
    private static final int DIRECTORY = 0040000;
    private static final int PIPE = 0010000;
    private static final int SOCKET = 0140000;
    private static final int LINK = 0120000;

    private PlainFile() {}

    /** What stands there is no file; as a text it is all there is to say: {@code it is a pipe, not a file}. */
    public static final class NotPlain extends FileSystemException {
        private static final long serialVersionUID = 1;

        private final String kind;

        private NotPlain(Path path, String kind) {
            super(path.toString(), null, "it is " + kind + ", not a file");
            this.kind = kind;
        }

        /** Without path and name of the class: people read it in brackets behind the path. */
        @Override
        @SuppressWarnings("OverrideThrowableToString")
        public String toString() {
            return String.valueOf(getReason());
        }
    }

    /**
     * What it holds, of a longer one the first {@code most} bytes.
     *
     * @param options whether a link is followed
     * @throws NotPlain where there is something else than a regular file
     */
    public static byte[] read(Path path, int most, LinkOption... options) throws IOException {
        check(path, options);
        try (InputStream in = Files.newInputStream(path, options)) {
            return in.readNBytes(most);
        }
    }

    /** The same as text, each byte a character: for what the kernel and this program write. */
    public static String text(Path path, int most, LinkOption... options) throws IOException {
        return new String(read(path, most, options), StandardCharsets.ISO_8859_1);
    }

    /**
     * That it may be opened without waiting for anybody.
     *
     * @throws NotPlain where there is something else than a regular file
     * @throws NoSuchFileException where there is nothing
     */
    public static void check(Path path, LinkOption... options) throws IOException {
        int type = TYPE & (int) Objects.requireNonNull(Files.getAttribute(path, "unix:mode", options));
        // What a shell hands over as <(command) or by a pipe is open already, and its writer is there.
        boolean handedOver = type == PIPE
                && (path.startsWith("/dev/fd")
                        || path.startsWith("/proc/self/fd")
                        || path.equals(Path.of("/dev/stdin")));
        if (type != REGULAR && !handedOver) {
            throw new NotPlain(path, name(type));
        }
    }

    private static String name(int type) {
        return switch (type) {
            case DIRECTORY -> "a directory";
            case PIPE -> "a pipe";
            case SOCKET -> "a socket";
            case LINK -> "a link";
            default -> "a device";
        };
    }

    /** Why a file could not be read, for people: {@code does not exist}, {@code is a pipe}. */
    public static String why(IOException e) {
        return switch (e) {
            case NotPlain plain -> "is " + plain.kind;
            case NoSuchFileException gone -> "does not exist";
            case AccessDeniedException denied -> "cannot be read by this user";
            default -> "cannot be read (" + cause(e) + ")";
        };
    }

    /** What the system had against it, in its own words and without Java's: {@code no space left on device}. */
    public static String cause(IOException e) {
        String said = switch (e) {
            case NotPlain plain -> "it is " + plain.kind;
            case NoSuchFileException gone -> "no such file or directory";
            case AccessDeniedException denied -> "permission denied";
            case FileAlreadyExistsException there -> "something else has that name";
            case DirectoryNotEmptyException full -> "directory not empty";
            case NotDirectoryException file -> "not a directory";
            case FileSystemException other -> other.getReason();
            default -> e.getMessage();
        };
        if (said == null || said.isBlank()) {
            return e.toString();
        }
        boolean word = said.length() > 1 && Character.isLowerCase(said.charAt(1));
        return word ? said.substring(0, 1).toLowerCase(Locale.ROOT) + said.substring(1) : said;
    }
}
