package io.rebootmgr.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.fleet.Fleet;
import io.rebootmgr.fleet.FleetClaims;
import io.rebootmgr.fleet.Group;
import io.rebootmgr.fleet.Logbook;
import io.rebootmgr.fleet.Overview;
import io.rebootmgr.fleet.Pace;
import io.rebootmgr.fleet.Paces;
import io.rebootmgr.fleet.Plan;
import io.rebootmgr.fleet.Planning;
import io.rebootmgr.fleet.RolloutReading;
import io.rebootmgr.fleet.RolloutView;
import io.rebootmgr.fleet.Survey;
import io.rebootmgr.json.Json;
import io.rebootmgr.show.HistoryPage;
import io.rebootmgr.show.LeaseJson;
import io.rebootmgr.show.PlanJson;
import io.rebootmgr.show.RolloutJson;
import io.rebootmgr.show.StatusJson;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Makes pictures, by the very readers of the commands. For one thread. Consul's exceptions pass through.
 *
 * <p>Logbooks are larger than all else together, and are read again only when claims have changed or some time has
 * passed.
 */
final class PictureReader {
    private static final int MOST_GROUPS = 50;
    private static final int MOST_ENTRIES = 500;
    private static final Duration HISTORY_AGE = Duration.ofSeconds(60);

    private final Consul logbooks;
    private final Consul consul;
    private final Keys keys;
    private final ZoneId zone;
    private Optional<Read> read = Optional.empty();

    private record Read(Logbook history, List<?> claims, Instant at) {}

    /**
     * One that has not looked yet.
     *
     * @param logbooks the same Consul, for what is too large to be remembered
     */
    PictureReader(Consul logbooks, Consul consul, Keys keys, ZoneId zone) {
        this.logbooks = logbooks;
        this.consul = consul;
        this.keys = keys;
        this.zone = zone;
    }

    /** Takes one. */
    Picture picture(Instant now) {
        View groups = consul.read(Consistency.DEFAULT, List.of(keys.groups()));
        FleetClaims claims = FleetClaims.ofBothLists(groups, keys);
        Fleet fleet = Survey.of(consul, keys);
        Overview overview = Overview.of(fleet, consul, keys, now, zone);
        List<RolloutView> rollouts = fleet.rollouts().isEmpty()
                ? List.of()
                : new RolloutReading(consul, keys, now, zone).underWay().views();
        Logbook history = history(claims, now);
        ArrayNode plansJson = Json.array();
        List<Plan> plans = plans(fleet, now, plansJson);
        ObjectNode plan = Json.object();
        plan.set("groups", plansJson);
        Answers answers = new Answers(
                Answers.bytes(StatusJson.of(overview, now)),
                Answers.bytes(plan),
                Answers.bytes(HistoryPage.json(history)),
                Answers.bytes(RolloutJson.of(rollouts)),
                Answers.bytes(LeaseJson.of(fleet.leases(), claims.all())),
                Answers.bytes(Charts.json(history.entries(), now)));
        return new Picture(now, overview, plans, rollouts, history, answers);
    }

    private Logbook history(FleetClaims claims, Instant now) {
        boolean fresh = read.isPresent()
                && read.get().claims().equals(claims.all())
                && Duration.between(read.get().at(), now).compareTo(HISTORY_AGE) < 0;
        if (!fresh) {
            Logbook history = Logbook.ofFleet(logbooks, keys, Logbook.Choice.newest(MOST_ENTRIES));
            read = Optional.of(new Read(history, claims.all(), now));
        }
        return read.get().history();
    }

    private List<Plan> plans(Fleet fleet, Instant now, ArrayNode json) {
        List<Group> busy = fleet.groups().stream()
                .filter(group -> Planning.isWaitedIn(fleet, group) || group.taken() > 0)
                .limit(MOST_GROUPS)
                .toList();
        List<Plan> plans = new ArrayList<>();
        Map<String, Pace> paces = Paces.of(consul, keys, fleet, busy);
        for (Group group : busy) {
            Plan plan = Planning.of(fleet, group, Objects.requireNonNull(paces.get(group.name())), now, zone);
            json.add(PlanJson.of(plan, fleet.stopsOf(group.name()), fleet.pausesOf(group.name(), now)));
            plans.add(plan);
        }
        return plans;
    }
}
