package io.rebootmgr.cli;

import io.rebootmgr.text.Suggestion;
import io.rebootmgr.verdict.ExitCode;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The command line: every command, and how wrong usage and failures are told. A new command is a name and a line here.
 */
final class Commands {
    /** The commands that exit as a run does. */
    private static final Set<String> RUNNING = Set.of("reboot", "run", "check");

    /** The brakes, and what they would have done. */
    private static final Map<String, String> DONE =
            Map.of("stop", "stopped", "resume", "resumed", "pause", "paused", "unpause", "unpaused");

    /** In the order of the help. */
    private static final List<String> NAMES = List.of(
            "reboot", "run", "check", "detect", "status", "plan", "history", "request", "cancel", "stop", "resume",
            "pause", "unpause", "release", "waive", "init", "lease", "rollout", "version", "report", "config", "doctor",
            "tasks", "names");

    private static final String[] ABOUT = {
        "Reboots the nodes of a fleet, one slot at a time, without taking its services down.",
        "",
        "Without a command it asks whether to reboot this node now, as `rebootmgr reboot` does; without a terminal it"
                + " reboots nothing. What the timer runs is `rebootmgr run`.",
        "",
        "A web page of the fleet: `rebootmgr page`, from the package rebootmgr-page."
    };

    private Commands() {}

    /** With all its commands. */
    static CommandLine line(Shell shell) {
        return line(shell, "");
    }

    /**
     * With the command alone that is asked for, if it is one: to make them all ready takes longer than what most of
     * them do.
     */
    static CommandLine line(Shell shell, String asked) {
        CommandLine line = new CommandLine(new RebootNowCommand(shell));
        line.setCommandName("rebootmgr");
        line.getCommandSpec().usageMessage().description(ABOUT);
        for (String name : NAMES.contains(asked) ? List.of(asked) : NAMES) {
            line.addSubcommand(name, command(name, shell));
        }
        for (CommandLine command : line.getSubcommands().values()) {
            if (RUNNING.contains(command.getCommandName())) {
                command.getCommandSpec().usageMessage().exitCodeListHeading("%nExit codes:%n");
                command.getCommandSpec().usageMessage().exitCodeList(exitCodes());
            }
        }
        // A reason like "@team: incident" is a text, and under sudo a file would be read with the rights of root.
        line.setExpandAtFiles(false);
        line.registerConverter(Path.class, new PathConverter());
        line.setOut(new PrintWriter(shell.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(shell.err(), true, StandardCharsets.UTF_8));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(
                shell.coloured() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
        line.setParameterExceptionHandler((e, args) -> {
            String wrong = wrong(e, List.of(args));
            shell.warn(wrong + (wrong.endsWith("?") ? " See `" : "; see `")
                    + e.getCommandLine().getCommandSpec().qualifiedName() + " --help`");
            return ExitCode.USAGE.number();
        });
        line.setExecutionStrategy(parsed -> {
            refuseOptionsBeforeTheCommand(line, parsed);
            return new CommandLine.RunLast().execute(parsed);
        });
        line.setExecutionExceptionHandler((e, command, parsed) -> Failures.exitCode(e, shell));
        return line;
    }

    private static Object command(String name, Shell shell) {
        return switch (name) {
            case "reboot" -> new RebootNowCommand(shell);
            case "run" -> new RunCommand(shell);
            case "check" -> new CheckCommand(shell);
            case "detect" -> new DetectCommand(shell);
            case "status" -> new StatusCommand(shell);
            case "plan" -> new PlanCommand(shell);
            case "history" -> new HistoryCommand(shell);
            case "request" -> new RequestCommand(shell);
            case "cancel" -> new CancelCommand(shell);
            case "stop" -> new StopCommand(shell);
            case "resume" -> new ResumeCommand(shell);
            case "pause" -> new PauseCommand(shell);
            case "unpause" -> new UnpauseCommand(shell);
            case "release" -> new ReleaseCommand(shell);
            case "waive" -> new WaiveCommand(shell);
            case "init" -> new InitCommand(shell);
            case "lease" -> LeaseCommand.line(shell);
            case "rollout" -> RolloutCommand.line(shell);
            case "version" -> VersionCommand.line(shell);
            case "report" -> new ReportCommand(shell);
            case "config" -> ConfigCommand.line(shell);
            case "doctor" -> new DoctorCommand(shell);
            case "tasks" -> new TasksCommand(shell);
            case "names" -> new NamesCommand(shell);
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** What is wrong with a command line, in our words. */
    private static String wrong(CommandLine.ParameterException e, List<String> args) {
        String text = String.valueOf(e.getMessage()).replaceFirst("^Error: ", "");
        CommandSpec command = e.getCommandLine().getCommandSpec();
        if (e instanceof CommandLine.UnmatchedArgumentException unmatched) {
            Optional<String> mistyped = MistypedWord.text(unmatched);
            if (mistyped.isPresent()) {
                return mistyped.get();
            }
            if (isNameAlone(command, unmatched.getUnmatched())) {
                return withItsOption(command, unmatched.getUnmatched().getFirst(), text);
            }
        }
        return e.getCommandLine().getCommand() instanceof LeaseExecCommand && !args.contains("--")
                ? text + "; " + LeaseExecCommand.BEHIND_DASHES
                : text;
    }

    private static boolean isNameAlone(CommandSpec command, List<String> unmatched) {
        return unmatched.stream().noneMatch(word -> word.isBlank() || word.startsWith("-"))
                && command.positionalParameters().isEmpty()
                && command.findOption("--node") != null
                && command.findOption("--group") != null;
    }

    /** Only a node or a group can be meant by a name that stands alone. */
    private static String withItsOption(CommandSpec command, String name, String text) {
        String done = DONE.get(command.name());
        Suggestion node = Suggestion.of(command.qualifiedName()).option("--node", name);
        Suggestion group = Suggestion.of(command.qualifiedName()).option("--group", name);
        return (done == null ? text + "; for" : "nothing was " + done + ": to " + command.name()) + " one node, "
                + node.typed() + "; one group, " + group.typed();
    }

    private static Map<String, String> exitCodes() {
        Map<String, String> codes = new LinkedHashMap<>();
        for (ExitCode code : ExitCode.values()) {
            codes.put(Integer.toString(code.number()), code.meaning());
        }
        return codes;
    }

    /**
     * They would be those of a reboot without a command, and silently have no effect: {@code rebootmgr --dry-run run}.
     */
    private static void refuseOptionsBeforeTheCommand(CommandLine line, ParseResult parsed) {
        if (!parsed.hasSubcommand()) {
            return;
        }
        for (OptionSpec option : parsed.matchedOptions()) {
            if (!option.usageHelp() && !option.versionHelp()) {
                throw new CommandLine.ParameterException(
                        line,
                        option.longestName() + " must follow its command, as in `rebootmgr "
                                + parsed.subcommand().commandSpec().name() + " " + option.longestName() + "`");
            }
        }
    }
}
