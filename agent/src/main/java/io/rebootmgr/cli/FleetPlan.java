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
import java.util.Optional;

/**
 * Shows what happens next in the fleet, or in one group of it.
 *
 * @param all every node, however many wait
 */
record FleetPlan(Optional<String> group, boolean all, boolean json, Shell shell) {
    static final int MOST_ROWS = 20;
    private static final int MOST_GROUPS = 50;

    /** Of all groups, for people. */
    FleetPlan(Shell shell) {
        this(Optional.empty(), false, false, shell);
    }

    /** Gives the exit code. */
    int show(Workplace workplace) {
        try (SystemClock clock = SystemClock.withoutShutdownHook()) {
            Fleet fleet = Survey.of(workplace.consul(), workplace.keys());
            List<String> known = fleet.groups().stream().map(Group::name).toList();
            if (group.isPresent() && !known.contains(group.get())) {
                NameWarning.warn(KnownName.group(workplace, group.get(), known), shell);
            }
            ZoneId zone = workplace.self().zone().get();
            List<Group> groups = fleet.groups().stream()
                    .filter(one -> group.isEmpty()
                            ? Planning.isWaitedIn(fleet, one) || one.taken() > 0
                            : one.name().equals(group.get()))
                    .limit(MOST_GROUPS)
                    .toList();
            Instant now = clock.now();
            Map<String, Pace> paces = Paces.of(workplace.consul(), workplace.keys(), fleet, groups);
            List<Planned> plans = groups.stream()
                    .map(one -> Planned.of(fleet, one, Objects.requireNonNull(paces.get(one.name())), now, zone))
                    .toList();
            if (json) {
                shell.out().println(Json.pretty(json(plans)));
            } else {
                shell.print(page(plans, now));
            }
            return ExitCode.DONE.number();
        }
    }

    /**
     * A group's.
     *
     * @param zone in which it is shown
     */
    private record Planned(Plan plan, List<StopFlag> stops, List<Pause> pauses, ZoneId zone) {
        static Planned of(Fleet fleet, Group group, Pace pace, Instant now, ZoneId zone) {
            return new Planned(
                    Planning.of(fleet, group, pace, now, zone),
                    fleet.stopsOf(group.name()),
                    fleet.pausesOf(group.name(), now),
                    group.policy().flatMap(Policy::zone).orElse(zone));
        }
    }

    private static ObjectNode json(List<Planned> plans) {
        ObjectNode json = Json.object();
        ArrayNode groups = json.putArray("groups");
        plans.forEach(one -> groups.add(PlanJson.of(one.plan, one.stops, one.pauses)));
        return json;
    }

    private Page page(List<Planned> plans, Instant now) {
        Page page = new Page(shell.coloured());
        int most = all ? Integer.MAX_VALUE : MOST_ROWS;
        plans.forEach(one -> PlanPage.add(page, one.plan, one.stops, one.pauses, now, one.zone, most));
        if (plans.isEmpty()) {
            page.line(group.map(name -> "there is no group " + name)
                    .orElse("nobody waits for a reboot, and none is in progress"));
        } else {
            PlanPage.assumptions(page);
        }
        return page;
    }
}
