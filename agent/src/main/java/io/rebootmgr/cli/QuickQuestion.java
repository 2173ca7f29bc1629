package io.rebootmgr.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What people ask most, and wait for, as they mostly ask it: told from its words without the command line parser.
 *
 * @param config the settings file, if one is named
 */
record QuickQuestion(Subject subject, Optional<Path> config) {

    /** What is asked for, by the command's name. */
    enum Subject {
        STATUS,
        PLAN,
        HISTORY
    }

    /** Empty where the words say anything else, or nothing that is understood: then the parser has the word. */
    static Optional<QuickQuestion> of(List<String> words) {
        Optional<Subject> subject = words.isEmpty() ? Optional.empty() : subject(words.getFirst());
        if (subject.isEmpty()) {
            return Optional.empty();
        }
        if (words.size() == 1) {
            return Optional.of(new QuickQuestion(subject.get(), Optional.empty()));
        }
        return words.size() == 3 && words.get(1).equals("--config")
                ? QuickRun.path(words.get(2)).map(file -> new QuickQuestion(subject.get(), Optional.of(file)))
                : Optional.empty();
    }

    private static Optional<Subject> subject(String command) {
        return switch (command) {
            case "status" -> Optional.of(Subject.STATUS);
            case "plan" -> Optional.of(Subject.PLAN);
            case "history" -> Optional.of(Subject.HISTORY);
            default -> Optional.empty();
        };
    }

    /** Gives the exit code. */
    int answer(Workplace workplace, Shell shell) {
        return switch (subject) {
            case STATUS -> new FleetStatus(shell).show(workplace);
            case PLAN -> new FleetPlan(shell).show(workplace);
            case HISTORY -> new FleetHistory(shell).show(workplace);
        };
    }
}
