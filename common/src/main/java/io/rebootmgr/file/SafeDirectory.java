package io.rebootmgr.file;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Set;

/**
 * A directory that is opened name by name from the root down. A link on the way is followed only where nobody but root
 * and this process's own user could have put it there: with one of their own, whoever may write a directory on the way
 * would choose which file root reads or writes.
 */
public final class SafeDirectory {
    /** As many as the kernel follows. */
    private static final int MOST_LINKS = 40;

    private static final int STICKY = 01000;
    private static final Path ROOT = Path.of("/");
    private static final Path ITSELF = Path.of(".");

    private SafeDirectory() {}

    /**
     * Opens it; what is done in it by name is done there, whatever becomes of the path to it.
     *
     * @throws IOException where somebody else chose a link on the way, or it cannot be opened
     */
    public static SecureDirectoryStream<Path> open(Path directory) throws IOException {
        Deque<Path> left = new ArrayDeque<>();
        directory.toAbsolutePath().forEach(left::addLast);
        SecureDirectoryStream<Path> at = root();
        Path place = ROOT;
        boolean ours = isOurs(ROOT, attributes(at, ITSELF));
        int links = 0;
        try {
            while (!left.isEmpty()) {
                Path name = left.removeFirst();
                PosixFileAttributes found = attributes(at, name);
                Path next = place.resolve(name);
                if (!found.isSymbolicLink()) {
                    at = instead(at, enter(at, name, found, next));
                    place = next.normalize();
                    ours = ours && isOurs(place, found);
                    continue;
                }
                links++;
                if (links > MOST_LINKS) {
                    throw new FileSystemLoopException(directory.toString());
                }
                if (!ours || !mayLead(found.owner())) {
                    throw new IOException(next + " is a link that others than root may have put there and is not"
                            + " followed: name the directory that it leads to");
                }
                // By its path, which nobody else can have changed since: all up to here is ours.
                Path target = Files.readSymbolicLink(next);
                for (int i = target.getNameCount() - 1; i >= 0; i--) {
                    left.addFirst(target.getName(i));
                }
                if (target.isAbsolute()) {
                    at = instead(at, root());
                    place = ROOT;
                }
            }
            return at;
        } catch (IOException e) {
            at.close();
            throw e;
        }
    }

    /** What is there under this name, a link itself. */
    public static PosixFileAttributes attributes(SecureDirectoryStream<Path> directory, Path name) throws IOException {
        return directory
                .getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    }

    /** Whether nobody else can put another file into the place of one of ours in it. */
    public static boolean isOurs(SecureDirectoryStream<Path> directory) throws IOException {
        PosixFileAttributes found = attributes(directory, ITSELF);
        return mayLead(found.owner()) && !othersWrite(found);
    }

    /**
     * Enters a directory by its own dot: that of a pipe is refused at once, where its open would wait for ever. What
     * was put into its place since it was looked at is not it.
     */
    private static SecureDirectoryStream<Path> enter(
            SecureDirectoryStream<Path> at, Path name, PosixFileAttributes looked, Path path) throws IOException {
        SecureDirectoryStream<Path> next;
        try {
            next = secure(at.newDirectoryStream(name.resolve(ITSELF), LinkOption.NOFOLLOW_LINKS));
        } catch (NotDirectoryException e) {
            throw new FileSystemException(path.toString(), null, "is no directory");
        }
        try {
            if (!Objects.equals(attributes(next, ITSELF).fileKey(), looked.fileKey())) {
                throw new FileSystemException(path.toString(), null, "was replaced while it was opened");
            }
            return next;
        } catch (IOException e) {
            next.close();
            throw e;
        }
    }

    /** The caller closes it. */
    @SuppressWarnings("StreamResourceLeak")
    private static SecureDirectoryStream<Path> root() throws IOException {
        return secure(Files.newDirectoryStream(ROOT));
    }

    private static SecureDirectoryStream<Path> instead(
            SecureDirectoryStream<Path> old, SecureDirectoryStream<Path> next) throws IOException {
        old.close();
        return next;
    }

    private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> opened) throws IOException {
        if (opened instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        opened.close();
        throw new IOException("this system's Java cannot work safely in directories of others");
    }

    /** What is ours in a sticky directory nobody else can take away. */
    private static boolean isOurs(Path directory, PosixFileAttributes found) throws IOException {
        return mayLead(found.owner()) && (!othersWrite(found) || isSticky(directory));
    }

    private static boolean isSticky(Path directory) throws IOException {
        int mode = (int) Objects.requireNonNull(Files.getAttribute(directory, "unix:mode", LinkOption.NOFOLLOW_LINKS));
        return (mode & STICKY) != 0;
    }

    /** An ACL's mask stands where the group's rights do. */
    private static boolean othersWrite(PosixFileAttributes found) {
        Set<PosixFilePermission> rights = found.permissions();
        return rights.contains(PosixFilePermission.GROUP_WRITE) || rights.contains(PosixFilePermission.OTHERS_WRITE);
    }

    private static boolean mayLead(UserPrincipal owner) throws IOException {
        return owner.equals(Files.getOwner(ROOT)) || owner.equals(Files.getOwner(Path.of("/proc/self")));
    }
}
