package io.rebootmgr.cli;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Consul.Member;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.fleet.FleetClaims;
import io.rebootmgr.fleet.Group;
import io.rebootmgr.fleet.Survey;
import io.rebootmgr.verdict.ExitCode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The names that can be typed: what the shell asks to complete a word. */
@Command(
        name = "names",
        description = {
            "Print the names of nodes, groups or claims, one per line: what the completion of the shell offers.",
            "",
            "Example: rebootmgr names nodes"
        })
final class NamesCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Parameters(index = "0", paramLabel = "KIND", description = "nodes, groups or claims.")
    private String kind = "";

    @Spec
    private CommandSpec spec;

    private final Shell shell;

    NamesCommand(Shell shell) {
        this.shell = shell;
        this.spec = CommandSpec.create();
    }

    @Override
    public Integer call() {
        try (Workplace workplace = global.open(shell)) {
            Set<String> names = switch (kind) {
                case "nodes" -> nodes(workplace);
                case "groups" -> groups(workplace);
                case "claims" -> claims(workplace);
                default ->
                    throw new ParameterException(
                            spec.commandLine(), "'" + kind + "' is not one of nodes, groups, claims");
            };
            names.stream().filter(Keys::isName).forEach(shell::say);
            return ExitCode.DONE.number();
        }
    }

    private static Set<String> nodes(Workplace workplace) {
        Consul consul = workplace.consul();
        Set<String> names = new TreeSet<>();
        names.add(workplace.settings().node().name());
        consul.members().stream().map(Member::name).forEach(names::add);
        String prefix = workplace.keys().nodes();
        for (String key : consul.keys(Consistency.DEFAULT, prefix)) {
            names.add(key.substring(prefix.length()).replaceFirst("/.*", ""));
        }
        return names;
    }

    private static Set<String> groups(Workplace workplace) {
        Set<String> names = new TreeSet<>();
        names.add(workplace.settings().node().group());
        Survey.of(workplace.consul(), workplace.keys()).groups().stream()
                .map(Group::name)
                .forEach(names::add);
        return names;
    }

    private static Set<String> claims(Workplace workplace) {
        Keys keys = workplace.keys();
        Set<String> ids = new TreeSet<>();
        FleetClaims.of(workplace.consul().read(Consistency.DEFAULT, List.of(keys.groups())), keys)
                .all()
                .forEach(held -> ids.add(held.claim().id()));
        return ids;
    }
}
