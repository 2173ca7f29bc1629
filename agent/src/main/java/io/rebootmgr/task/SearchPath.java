package io.rebootmgr.task;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where programs that are named without a path are found: tasks get the agent's own PATH. */
final class SearchPath {
    private static final String USUAL = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private SearchPath() {}

    static Optional<Path> find(String program) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse(USUAL);
        for (String directory : path.split(":", -1)) {
            Path file = Path.of("/").resolve(directory).resolve(program);
            if (Files.isRegularFile(file) && Files.isExecutable(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }
}
