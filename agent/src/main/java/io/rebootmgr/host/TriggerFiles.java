package io.rebootmgr.host;

import io.rebootmgr.file.ForeignFile;
import io.rebootmgr.host.Host.TriggerFile;
import io.rebootmgr.text.PrintableText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Files that ask for a reboot by being there, whatever they are: a directory or a link to nothing asks as well. The
 * reason is read from regular files only, through no link of others: everybody in the fleet can read it, and who may
 * write a directory on the way could have made the link to a file that only root may read. One that cannot be read
 * still asks, without a reason.
 */
final class TriggerFiles {
    private static final int LONGEST_LINE_BYTES = 4096;
    private static final int LONGEST_REASON = 200;

    private final List<Path> paths;

    TriggerFiles(List<Path> paths) {
        this.paths = List.copyOf(paths);
    }

    List<TriggerFile> present() {
        List<TriggerFile> present = new ArrayList<>();
        for (Path path : paths) {
            look(path).ifPresent(present::add);
        }
        return List.copyOf(present);
    }

    private static Optional<TriggerFile> look(Path path) {
        try {
            FileStat stat = FileStat.of(path, LinkOption.NOFOLLOW_LINKS);
            return Optional.of(new TriggerFile(path.toString(), stat.inode(), stat.modified(), because(path)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new HostException(
                    "cannot tell whether " + path + " is there (" + e + "): correct paths.reboot_required", e);
        }
    }

    /** What it says, and the packages that a file beside it names. */
    private static String because(Path path) {
        String packages = RebootPackages.beside(path);
        String reason = reason(path);
        String all = reason.isEmpty() || packages.isEmpty() ? reason + packages : reason + ": " + packages;
        return PrintableText.of(all, LONGEST_REASON);
    }

    private static String reason(Path path) {
        try {
            String text = new String(ForeignFile.read(path, LONGEST_LINE_BYTES), StandardCharsets.UTF_8);
            int end = text.indexOf('\n');
            return PrintableText.of(end < 0 ? text : text.substring(0, end), LONGEST_REASON)
                    .strip();
        } catch (IOException e) {
            return "";
        }
    }
}
