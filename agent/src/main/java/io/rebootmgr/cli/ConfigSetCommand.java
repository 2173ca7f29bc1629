package io.rebootmgr.cli;

import io.rebootmgr.policy.PolicyEdit.Assignment;
import io.rebootmgr.verdict.ExitCode;
import java.util.ArrayList;
import java.util.HashSet;
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

/** Changes fields of the policy. */
@Command(
        name = "set",
        description = {
            "Change fields of the policy in Consul: the fleet's, or a group's or a node's layer of it. All values"
                    + " are checked before anything is written; other fields stay. An empty value removes the field. A"
                    + " list (allow, deny, canaries) replaces the one before as a whole.",
            "",
            "Example: rebootmgr config set limit=2 min_uptime=1h --group web"
        })
final class ConfigSetCommand implements Callable<Integer> {
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

    @Parameters(
            index = "0..*",
            arity = "1..*",
            paramLabel = "FIELD=VALUE",
            description = "A field and its value: a number, text, JSON, or names separated by commas.")
    private List<String> words = new ArrayList<>();

    private final Shell shell;

    ConfigSetCommand(Shell shell) {
        this.shell = shell;
        this.spec = CommandSpec.create();
    }

    @Override
    public Integer call() {
        List<Assignment> assignments = new ArrayList<>();
        Set<String> fields = new HashSet<>();
        for (String word : words) {
            int at = word.indexOf('=');
            if (at < 1) {
                throw new ParameterException(spec.commandLine(), "'" + word + "' is not FIELD=VALUE");
            }
            String field = word.substring(0, at).strip();
            if (!fields.add(field)) {
                throw new ParameterException(
                        spec.commandLine(), "'" + field + "' is given twice: which of the two values is meant?");
            }
            assignments.add(new Assignment(field, word.substring(at + 1).strip()));
        }
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
