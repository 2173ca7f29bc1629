package io.rebootmgr.task;

import io.rebootmgr.file.PlainFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the kernel says about the file systems that are mounted here. */
final class Mounts {
    private static final int MOST_BYTES = 1 << 24;

    private Mounts() {}

    /** Where the file system of a file is mounted, if it is mounted so that nothing on it can be executed. */
    static Optional<Path> noexec(Path file) throws IOException {
        Path real = file.toRealPath();
        return noexec(
                real,
                List.of(PlainFile.text(Path.of("/proc/self/mountinfo"), MOST_BYTES)
                        .split("\n", -1)));
    }

    /** @param mountinfo as proc(5) tells it: the fifth word is the place, the sixth the options */
    static Optional<Path> noexec(Path real, List<String> mountinfo) {
        Optional<Path> nearest = Optional.empty();
        boolean noexec = false;
        for (String line : mountinfo) {
            String[] words = line.split(" ", -1);
            if (words.length < 6) {
                continue;
            }
            Path place = Path.of(plain(words[4]));
            // Of two at one place the later covers the earlier.
            if (real.startsWith(place)
                    && (nearest.isEmpty()
                            || place.getNameCount() >= nearest.get().getNameCount())) {
                nearest = Optional.of(place);
                noexec = List.of(words[5].split(",", -1)).contains("noexec");
            }
        }
        return noexec ? nearest : Optional.empty();
    }

    private static String plain(String escaped) {
        return escaped.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }
}
