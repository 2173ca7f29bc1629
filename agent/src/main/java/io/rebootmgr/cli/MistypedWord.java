package io.rebootmgr.cli;

import io.rebootmgr.text.Suggestion;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What is said of a word that is no command, or of an option that there is none of, and what was meant perhaps. */
final class MistypedWord {
    private MistypedWord() {}

    /** Empty where the first of the words that nobody knows is neither, or no option is like it. */
    static Optional<String> text(CommandLine.UnmatchedArgumentException unmatched) {
        String word = unmatched.getUnmatched().getFirst();
        CommandSpec command = unmatched.getCommandLine().getCommandSpec();
        if (word.startsWith("-")) {
            return option(command, word);
        }
        boolean isCommand = !command.subcommands().isEmpty()
                && command.positionalParameters().isEmpty();
        return isCommand && !word.isBlank() ? Optional.of(command(command, word)) : Optional.empty();
    }

    private static Optional<String> option(CommandSpec command, String word) {
        String name = word.replaceFirst("=.*", "");
        List<String> names =
                command.options().stream().map(OptionSpec::longestName).toList();
        return MeantName.of(name, names).map(meant -> "Unknown option " + name + ": did you mean " + meant + "?");
    }

    private static String command(CommandSpec command, String word) {
        String none = "there is no command "
                + Suggestion.of(command.qualifiedName()).argument(word).typed();
        return MeantName.of(word, command.subcommands().keySet())
                .map(meant -> List.of(command.qualifiedName() + " " + meant))
                .or(() -> Optional.of(elsewhere(command, word)).filter(all -> !all.isEmpty()))
                .map(all -> none + ": did you mean "
                        + all.stream().map(one -> "`" + one + "`").collect(Collectors.joining(" or ")) + "?")
                .orElse(none);
    }

    /** Commands of this name below another one: somebody who types {@code abort} means that of a rollout. */
    private static List<String> elsewhere(CommandSpec command, String word) {
        return command.subcommands().values().stream()
                .flatMap(below -> below.getSubcommands().values().stream())
                .filter(below -> below.getCommandName().equals(word))
                .map(below -> below.getCommandSpec().qualifiedName())
                .toList();
    }
}
