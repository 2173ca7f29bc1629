package io.rebootmgr.task;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where programs that are named without a path are found. */
final class SearchPath {
    /** What the C library takes where there is no PATH at all. */
    private static final String OF_THE_SYSTEM = "/bin:/usr/bin";

    private SearchPath() {}

    /**
     * As execvp(3) finds one.
     *
     * @param path the {@code PATH}, if there is one
     * @param directory from where its relative entries count
     */
    static Optional<Path> find(String program, Optional<String> path, Path directory) {
        if (program.isEmpty()) {
            return Optional.empty();
        }
        for (String entry : path.orElse(OF_THE_SYSTEM).split(":", -1)) {
            Path file = directory.resolve(entry).resolve(program);
            if (Files.isRegularFile(file) && Files.isExecutable(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }
}
