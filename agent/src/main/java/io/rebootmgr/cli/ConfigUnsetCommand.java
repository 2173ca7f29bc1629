package io.rebootmgr.cli;

import io.rebootmgr.policy.PolicyEdit.Assignment;
import io.rebootmgr.verdict.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes fields of the policy away. */
@Command(
        name = "unset",
        description = {
            "Remove fields from the policy in Consul: the fleet's, or a group's or a node's layer of it. What the next"
                    + " wider layer says then counts, or the default.",
            "",
            "Example: rebootmgr config unset limit --group web"
        })
final class ConfigUnsetCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Mixin
    private ScopeOptions options = new ScopeOptions();

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            converter = ReasonConverter.class,
            description = "Why; `config show` tells it.")
    private @Nullable String reason;

    @Mixin
    private ForceOption force = new ForceOption();

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0..*", arity = "1..*", paramLabel = "FIELD", description = "The fields.")
    private List<String> fields = new ArrayList<>();

    private final Shell shell;

    ConfigUnsetCommand(Shell shell) {
        this.shell = shell;
        this.spec = CommandSpec.create();
    }

    @Override
    public Integer call() {
        List<Assignment> assignments =
                fields.stream().map(field -> new Assignment(field, "")).toList();
        try (Workplace workplace = global.open(shell)) {
            Scope scope = options.scope();
            force.require(KnownName.of(workplace, scope, KnownName.Witness.NO_ORDER), spec, shell);
            String by =
                    Operator.of(shell.env(), workplace.settings().node().name()).name();
            new PolicyWrite(workplace.keys(), scope, assignments, by, reason == null ? "" : reason)
                    .make(workplace, shell);
            return ExitCode.DONE.number();
        }
    }
}
