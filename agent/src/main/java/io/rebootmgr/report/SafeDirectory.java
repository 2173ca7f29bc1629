package io.rebootmgr.report;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A directory that is opened name by name from the root down. Of the links on the way only those of root and of this
 * process's own user are followed: with one of their own, whoever may write a directory on the way would choose where
 * root writes.
 */
final class SafeDirectory {
    /** As many as the kernel follows. */
    private static final int MOST_LINKS = 40;

    private static final Path ROOT = Path.of("/");

    private SafeDirectory() {}

    /**
     * Opens it; what is done in it by name is done there, whatever becomes of the path to it.
     *
     * @throws IOException where a link of somebody else's is on the way, or it cannot be opened
     */
    static SecureDirectoryStream<Path> open(Path directory) throws IOException {
        Deque<Path> left = new ArrayDeque<>();
        directory.toAbsolutePath().forEach(left::addLast);
        SecureDirectoryStream<Path> at = root();
        Path place = ROOT;
        int links = 0;
        try {
            while (!left.isEmpty()) {
                Path name = left.removeFirst();
                PosixFileAttributes found = at.getFileAttributeView(
                                name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                        .readAttributes();
                if (!found.isSymbolicLink()) {
                    at = instead(at, secure(at.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)));
                    place = place.resolve(name).normalize();
                    continue;
                }
                links++;
                if (links > MOST_LINKS) {
                    throw new FileSystemLoopException(directory.toString());
                }
                Path link = place.resolve(name);
                if (!mayLead(found.owner())) {
                    throw new IOException(link + " is a link of user "
                            + found.owner().getName() + " and is not followed: name the directory that it leads to");
                }
                Path target = Files.readSymbolicLink(link);
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
        throw new IOException("this system's Java cannot write safely in directories of others");
    }

    private static boolean mayLead(UserPrincipal owner) throws IOException {
        return owner.equals(Files.getOwner(ROOT)) || owner.equals(Files.getOwner(Path.of("/proc/self")));
    }
}
