package io.rebootmgr.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The fleet at a glance as people mostly ask for it, told from its words without the command line parser.
 *
 * @param config the settings file, if one is named
 */
record QuickStatus(Optional<Path> config) {

    /** Empty where the words say anything else, or nothing that is understood: then the parser has the word. */
    static Optional<QuickStatus> of(List<String> words) {
        if (words.isEmpty() || !words.getFirst().equals("status")) {
            return Optional.empty();
        }
        if (words.size() == 1) {
            return Optional.of(new QuickStatus(Optional.empty()));
        }
        return words.size() == 3 && words.get(1).equals("--config")
                ? QuickRun.path(words.get(2)).map(file -> new QuickStatus(Optional.of(file)))
                : Optional.empty();
    }
}
