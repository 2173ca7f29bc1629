package io.rebootmgr.cli;

import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.rollout.Rollouts;
import io.rebootmgr.text.Unreadable;
import io.rebootmgr.verdict.ExitCode;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Takes a version back. */
@Command(
        name = "retract",
        description = {
            "Take a published version back. A rollout of it that somebody has ordered goes on; one that a group"
                    + " began by itself goes no further, and holds its group until it is aborted.",
            "",
            "Example: rebootmgr version retract v42"
        })
final class VersionRetractCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Parameters(index = "0", paramLabel = "VERSION", description = "Its name.")
    private String version = "";

    private final Shell shell;

    VersionRetractCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        String name = PublishedVersions.name(version);
        try (Workplace workplace = global.open(shell)) {
            if (PublishedVersions.read(workplace).named(name).isEmpty()) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "no version " + name + " is published; `rebootmgr version list` shows those that are");
            }
            PublishedVersions.change(workplace, versions -> versions.without(name));
            shell.say("retracted: " + name);
            underWay(workplace, name).forEach(shell::say);
            return ExitCode.DONE.number();
        }
    }

    /** What becomes of its rollouts: only those that somebody has ordered need no published version. */
    private static List<String> underWay(Workplace workplace, String version) {
        Keys keys = workplace.keys();
        View view = workplace.consul().read(Consistency.DEFAULT, List.of(keys.rollouts(), keys.rolloutOrders()));
        try {
            return Rollouts.in(view, keys).all().stream()
                    .filter(rollout -> rollout.order().version().equals(version))
                    .map(rollout -> view.get(keys.rolloutOrder(rollout.id())).isPresent()
                            ? "rollout " + rollout.id() + " of it goes on; " + rollout.command("abort") + " ends it"
                            : "rollout " + rollout.id() + " of it, which nobody has ordered, goes no further and holds"
                                    + " its group: " + rollout.command("abort") + ", or publish the version again")
                    .toList();
        } catch (MalformedJson e) {
            return List.of(new Unreadable(keys.rollouts(), e.reason()).text());
        }
    }
}
