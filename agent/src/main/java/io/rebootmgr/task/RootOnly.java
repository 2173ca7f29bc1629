package io.rebootmgr.task;

import io.rebootmgr.host.FileStat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whether root alone decides what a file is: it, what it links to and the directories that hold the two belong to root
 * and can be written by nobody else. Directories further up are not looked at: the settings, which are root's, name them.
 */
final class RootOnly {
    private static final int GROUP_WRITE = 0020;
    private static final int OTHER_WRITE = 0002;
    private static final int STICKY = 01000;

    private RootOnly() {}

    /** What is wrong, and the commands that put it right; empty when nothing is. */
    static Optional<String> violatedBy(Path path) throws IOException {
        Path target = path.toRealPath();
        Path[] chain = {path.getParent(), target.getParent(), target};
        for (Path link : chain) {
            Optional<String> cause = check(link, !link.equals(target));
            if (cause.isPresent()) {
                return cause;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> check(Path path, boolean holder) throws IOException {
        FileStat stat = FileStat.of(path);
        if (stat.uid() != 0) {
            return Optional.of(
                    path + " belongs to user " + stat.uid() + ", not to root: chown root:root '" + path + "'");
        }
        // What root owns in a sticky directory cannot be replaced by others.
        boolean sticky = holder && (stat.mode() & STICKY) != 0;
        boolean byGroup = (stat.mode() & GROUP_WRITE) != 0 && stat.gid() != 0;
        boolean byOthers = (stat.mode() & OTHER_WRITE) != 0;
        if (!sticky && (byGroup || byOthers)) {
            return Optional.of(path + " can be written by others than root: chmod go-w '" + path + "'");
        }
        return Optional.empty();
    }
}
