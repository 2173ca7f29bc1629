package io.rebootmgr.cli;

import io.rebootmgr.fleet.GroupReport;
import io.rebootmgr.fleet.ReportReading;
import io.rebootmgr.gate.Unseen;
import io.rebootmgr.json.Json;
import io.rebootmgr.show.ReportJson;
import io.rebootmgr.show.ReportPage;
import io.rebootmgr.show.Times;
import io.rebootmgr.text.Unreadable;
import io.rebootmgr.verdict.ExitCode;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What runs where, and who lags behind. */
@Command(
        name = "report",
        description = {
            "Show what runs in each group: its version and the one to come, how many nodes have which version, kernel and"
                    + " agent, what detectors found. And who lags behind: nodes without the group's version (outdated),"
                    + " nodes that have not said a word for two days (silent), members of Consul that rebootmgr has"
                    + " never heard of (unknown), groups that nobody rolls anything out in (unmaintained).",
            "",
            "Example: rebootmgr report --outdated"
        })
final class ReportCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Option(names = "--outdated", description = "Show only what lags behind, and exit with 14 where there is any.")
    private boolean outdated;

    @Option(
            names = "--group",
            paramLabel = "G",
            converter = NameConverter.class,
            description = "This group only, without those that are unknown.")
    private @Nullable String group;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    private final Shell shell;

    ReportCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (Workplace workplace = global.open(shell)) {
            Times times = new Times(Instant.now(), ZoneId.systemDefault());
            ReportReading reading = new ReportReading(workplace.consul(), workplace.keys(), times.now(), times.zone());
            ReportReading.Found found = group == null ? reading.all() : reading.of(group);
            found.unreadable().stream().map(Unreadable::text).forEach(shell::warn);
            boolean doubtful = isDoubtful(workplace, found);
            List<GroupReport> behind =
                    found.groups().stream().filter(GroupReport::isBehind).toList();
            if (json) {
                shell.out().print(Json.pretty(ReportJson.of(outdated ? behind : found.groups())) + "\n");
            } else {
                shell.print(ReportPage.of(found.groups(), outdated, times, shell.coloured()));
            }
            boolean finds = outdated
                    && (doubtful || !behind.isEmpty() || !found.unreadable().isEmpty());
            return (finds ? ExitCode.FOUND : ExitCode.DONE).number();
        }
    }

    /** A group that nobody knows looks like one where all is well, as do members that Consul hides: it is told. */
    private boolean isDoubtful(Workplace workplace, ReportReading.Found found) {
        if (group == null) {
            Optional<String> hidden = Unseen.members(workplace.consul());
            hidden.ifPresent(shell::warn);
            return hidden.isPresent();
        }
        if (found.groups().isEmpty()) {
            NameWarning.warn(KnownName.group(workplace, group, KnownName.Witness.ANY_KEY), shell);
        }
        return found.groups().isEmpty();
    }
}
