package io.rebootmgr.cli;

import io.rebootmgr.text.ShellWord;
import io.rebootmgr.verdict.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** The option of commands that change something of a node or a group by its name. */
final class ForceOption {
    private static final int MOST_TOLD = 3;

    @Option(names = "--force", description = "Do it even if neither Consul nor the fleet knows the name.")
    private boolean force;

    /**
     * A name that nobody knows is a slip that would pass for done: it is refused, with the words that do it all the
     * same. What cannot be told is no reason to refuse, for it may be an emergency.
     */
    void require(KnownName known, CommandSpec spec, Shell shell) {
        require(List.of(known), spec, shell);
    }

    /** The same of several names, of which no more are told than somebody reads. */
    void require(List<KnownName> names, CommandSpec spec, Shell shell) {
        List<String> strangers = new ArrayList<>();
        for (KnownName known : names) {
            switch (known) {
                case KnownName.Yes yes -> {}
                case KnownName.Undecided(String text) -> shell.warn(text);
                case KnownName.No(String text) -> strangers.add(text);
            }
        }
        if (strangers.isEmpty()) {
            return;
        }
        int more = strangers.size() - MOST_TOLD;
        String told = strangers.stream().limit(MOST_TOLD).collect(Collectors.joining("\n"))
                + (more > 0 ? "\nand nobody knows " + more + " more of these names" : "");
        if (!force) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    told + "\nnothing was done; to do it all the same: `rebootmgr " + forced(spec) + "`");
        }
        shell.warn(told);
    }

    /** Before a {@code --}: what follows that is another command's. */
    private static String forced(CommandSpec spec) {
        @Nullable ParseResult parsed = spec.root().commandLine().getParseResult();
        List<String> words = new ArrayList<>(parsed == null ? List.of(spec.name()) : parsed.originalArgs());
        int end = words.indexOf("--");
        words.add(end < 0 ? words.size() : end, "--force");
        return words.stream().map(ShellWord::of).collect(Collectors.joining(" "));
    }
}
