package io.rebootmgr.cli;

import io.rebootmgr.cycle.RunRequest;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A run as the timer asks for it, told from its words without the command line parser.
 *
 * @param verbosity as {@code -v} counts
 * @param config the settings file, if one is named
 */
record QuickRun(RunRequest request, int verbosity, Optional<Path> config) {

    /** Empty where the words say anything else, or nothing that is understood: then the parser has the word. */
    static Optional<QuickRun> of(List<String> words) {
        if (words.isEmpty() || !words.getFirst().equals("run")) {
            return Optional.empty();
        }
        QuickRun run = new QuickRun(RunRequest.PLAIN, 0, Optional.empty());
        for (int at = 1; at < words.size(); at++) {
            switch (words.get(at)) {
                case "--wait-if-next" -> run = new QuickRun(RunRequest.TIMER, run.verbosity, run.config);
                case "-v" -> run = new QuickRun(run.request, run.verbosity + 1, run.config);
                case "--config" -> {
                    at++;
                    Optional<Path> file = at == words.size() ? Optional.empty() : path(words.get(at));
                    if (file.isEmpty() || run.config.isPresent()) {
                        return Optional.empty();
                    }
                    run = new QuickRun(run.request, run.verbosity, file);
                }
                default -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(run);
    }

    /** Empty for what can be none, as a name that is not of the locale's character set: the parser says so. */
    static Optional<Path> path(String word) {
        try {
            return Optional.of(Path.of(word));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
