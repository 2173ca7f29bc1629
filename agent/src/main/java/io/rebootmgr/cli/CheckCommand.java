package io.rebootmgr.cli;

import io.rebootmgr.cycle.Checkup;
import io.rebootmgr.facts.Self;
import io.rebootmgr.host.SystemClock;
import io.rebootmgr.json.Json;
import io.rebootmgr.show.CheckJson;
import io.rebootmgr.show.CheckPage;
import io.rebootmgr.text.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks at everything that a run looks at. */
@Command(
        name = "check",
        description = {
            "Show every trigger and every gate of this node, and what `run` would do now. Changes nothing anywhere;"
                    + " exits as `run` would.",
            "",
            "Example: rebootmgr check --ignore window"
        })
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(
            names = "--ignore",
            paramLabel = "GATE",
            description = "Show what a run with this gate ignored would do; repeatable.")
    private List<String> ignore = new ArrayList<>();

    /** Of other nodes it cannot know what only they see: their files, their tasks, their clock. */
    @Parameters(arity = "0..1", hidden = true, paramLabel = "NODE")
    private @Nullable String node;

    @Spec
    private CommandSpec spec;

    private final Shell shell;

    CheckCommand(Shell shell) {
        this.shell = shell;
        this.spec = CommandSpec.create();
    }

    @Override
    public Integer call() {
        if (node != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "check looks at the machine that it runs on, and takes no node; what is known of another one: "
                            + Suggestion.of("rebootmgr status")
                                    .option("--node", node)
                                    .typed());
        }
        Set<String> ignored = RunOptions.gates(ignore, spec);
        try (Workplace workplace = global.open(shell);
                SystemClock clock = SystemClock.withoutShutdownHook()) {
            Self self = workplace.self();
            Checkup checkup = Checkup.now(workplace.ports(clock), self, ignored);
            if (json) {
                shell.out().println(Json.pretty(CheckJson.of(self.node(), self.group(), checkup)));
            } else {
                shell.print(CheckPage.of(self.node(), self.group(), checkup, clock.now(), shell.coloured()));
            }
            return checkup.outcome().code().number();
        }
    }
}
