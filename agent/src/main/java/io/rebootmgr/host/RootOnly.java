package io.rebootmgr.host;

import io.rebootmgr.text.ShellWord;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Whether root alone decides what a path leads to: each directory from the root down, each link of a chain with the
 * directories that hold it, and the file at the end belong to root and can be written by nobody else. Then nobody but
 * root can put another file there between the look and the start: what was looked at is what runs.
 */
public final class RootOnly {
    private static final int GROUP_WRITE = 0020;
    private static final int OTHER_WRITE = 0002;
    private static final int STICKY = 01000;
    private static final int TYPE = 0170000;
    private static final int LINK = 0120000;
    private static final int DEVICE = 0020000;

    /** As many as the kernel follows. */
    private static final int MOST_LINKS = 40;

    private static final Path ROOT = Path.of("/");

    private RootOnly() {}

    /**
     * What is wrong, and the command that puts it right; empty when nothing is.
     *
     * @throws IOException when it leads nowhere, or cannot be looked at
     */
    public static Optional<String> violatedBy(Path path) throws IOException {
        Deque<Path> left = new ArrayDeque<>();
        path.toAbsolutePath().forEach(left::addLast);
        Path at = ROOT;
        int links = 0;
        Optional<String> cause = check(at, FileStat.of(at), left.isEmpty());
        while (cause.isEmpty() && !left.isEmpty()) {
            Path name = left.removeFirst();
            if (name.toString().equals("..")) {
                // No link is ever entered by its own name, so the one above is the kernel's too.
                at = at.getParent() == null ? ROOT : at.getParent();
                continue;
            }
            Path next = at.resolve(name).normalize();
            FileStat stat = FileStat.of(next, LinkOption.NOFOLLOW_LINKS);
            if ((stat.mode() & TYPE) != LINK) {
                cause = check(next, stat, left.isEmpty());
                at = next;
                continue;
            }
            links++;
            if (links > MOST_LINKS) {
                throw new FileSystemException(path.toString(), null, "too many links");
            }
            cause = owner(next, stat, "chown -h root:root");
            Path target = Files.readSymbolicLink(next);
            for (int i = target.getNameCount() - 1; i >= 0; i--) {
                left.addFirst(target.getName(i));
            }
            at = target.isAbsolute() ? ROOT : at;
        }
        return cause;
    }

    private static Optional<String> check(Path path, FileStat stat, boolean last) {
        Optional<String> foreign = owner(path, stat, "chown root:root");
        if (foreign.isPresent()) {
            return foreign;
        }
        // What root owns in a sticky directory cannot be replaced by others, but they can add to it.
        boolean sticky = !last && (stat.mode() & STICKY) != 0;
        // What is written to /dev/null is not read from it.
        boolean device = (stat.mode() & TYPE) == DEVICE;
        boolean byGroup = (stat.mode() & GROUP_WRITE) != 0 && stat.gid() != 0;
        boolean byOthers = (stat.mode() & OTHER_WRITE) != 0;
        return !sticky && !device && (byGroup || byOthers)
                ? Optional.of(
                        path + " can be written by others than root: chmod go-w " + ShellWord.quoted(path.toString()))
                : Optional.empty();
    }

    private static Optional<String> owner(Path path, FileStat stat, String command) {
        return stat.uid() == 0
                ? Optional.empty()
                : Optional.of(path + " belongs to user " + stat.uid() + ", not to root: " + command + " "
                        + ShellWord.quoted(path.toString()));
    }
}
