package io.rebootmgr.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.fleet.Fleet;
import io.rebootmgr.fleet.Group;
import io.rebootmgr.fleet.Pace;
import io.rebootmgr.fleet.Paces;
import io.rebootmgr.fleet.Pause;
import io.rebootmgr.fleet.Plan;
import io.rebootmgr.fleet.Planning;
import io.rebootmgr.fleet.StopFlag;
import io.rebootmgr.fleet.Survey;
import io.rebootmgr.host.SystemClock;
import io.rebootmgr.json.Json;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.show.Page;
import io.rebootmgr.show.PlanJson;
import io.rebootmgr.show.PlanPage;
import io.rebootmgr.verdict.ExitCode;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What happens next. */
@Command(
        name = "plan",
        description = {
            "Show in which order the nodes that want to reboot would go, when, and which would not make it in this"
                    + " window; by the line for a slot, the policy's windows and limit, and how long reboots took.",
            "",
            "Example: rebootmgr plan --group web"
        })
final class PlanCommand implements Callable<Integer> {
    private static final int MOST_ROWS = 20;
    private static final int MOST_GROUPS = 50;

    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Option(names = "--group", converter = NameConverter.class, paramLabel = "G", description = "This group only.")
    private @Nullable String group;

    @Option(names = "--all", description = "Show every node, not just the first " + MOST_ROWS + " of each group.")
    private boolean all;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    private final Shell shell;

    PlanCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (Workplace workplace = global.open(shell);
                SystemClock clock = SystemClock.withoutShutdownHook()) {
            Fleet fleet = Survey.of(workplace.consul(), workplace.keys());
            if (group != null
                    && fleet.groups().stream().noneMatch(one -> one.name().equals(group))) {
                NameWarning.warn(
                        KnownName.group(
                                workplace,
                                group,
                                fleet.groups().stream().map(Group::name).toList()),
                        shell);
            }
            ZoneId zone = workplace.self().zone().get();
            List<Group> groups = fleet.groups().stream()
                    .filter(one -> group == null
                            ? Planning.isWaitedIn(fleet, one) || one.taken() > 0
                            : one.name().equals(group))
                    .limit(MOST_GROUPS)
                    .toList();
            Instant now = clock.now();
            Page page = new Page(shell.coloured());
            ArrayNode plans = Json.array();
            Map<String, Pace> paces = Paces.of(workplace.consul(), workplace.keys(), fleet, groups);
            for (Group one : groups) {
                Plan plan = Planning.of(fleet, one, Objects.requireNonNull(paces.get(one.name())), now, zone);
                List<StopFlag> stops = fleet.stopsOf(one.name());
                ZoneId its = one.policy().flatMap(Policy::zone).orElse(zone);
                List<Pause> pauses = fleet.pausesOf(one.name(), now);
                plans.add(PlanJson.of(plan, stops, pauses));
                PlanPage.add(page, plan, stops, pauses, now, its, all ? Integer.MAX_VALUE : MOST_ROWS);
            }
            if (json) {
                ObjectNode object = Json.object();
                object.set("groups", plans);
                shell.out().println(Json.pretty(object));
            } else {
                if (groups.isEmpty()) {
                    page.line(
                            group == null
                                    ? "nobody waits for a reboot, and none is in progress"
                                    : "there is no group " + group);
                } else {
                    PlanPage.assumptions(page);
                }
                shell.print(page);
            }
            return ExitCode.DONE.number();
        }
    }
}
