package io.rebootmgr.fleet;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Keys;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** The fleet, and how far its reboots are. */
public record Overview(Fleet fleet, Optional<Progress> progress) {
    /** Of more groups nobody is told when they will be done. */
    private static final int MOST_GROUPS = 20;

    /**
     * How far they are.
     *
     * @param end when the last is expected to be back; empty where that cannot be said
     * @param why what else there is to say of it: why it cannot be said, or that it is a guess
     */
    public record Progress(Campaign campaign, Optional<Instant> end, String why) {}

    /** A fleet that was read, with what the logbooks say of its pace: one request a group that has something to do. */
    public static Overview of(Fleet fleet, Consul consul, Keys keys, Instant now, ZoneId zone) {
        return new Overview(
                fleet, Campaign.of(fleet, now).map(campaign -> progress(campaign, fleet, consul, keys, now, zone)));
    }

    private static Progress progress(
            Campaign campaign, Fleet fleet, Consul consul, Keys keys, Instant now, ZoneId zone) {
        if (fleet.stops().stream().anyMatch(stop -> stop.scope() != StopFlag.Scope.NODE)) {
            return new Progress(campaign, Optional.empty(), "stopped");
        }
        List<Group> active = fleet.groups().stream()
                .filter(group ->
                        Planning.isWaitedIn(fleet, group) || !group.holders().isEmpty())
                .toList();
        if (active.isEmpty() || active.size() > MOST_GROUPS) {
            return new Progress(campaign, Optional.empty(), "not known when it ends");
        }
        Instant end = now;
        int sample = 0;
        for (Group group : active) {
            Pace pace = Paces.of(consul, keys, fleet, group);
            Instant its = end(Planning.of(fleet, group, pace, now, zone), group, now);
            end = its.isAfter(end) ? its : end;
            sample += pace.sample();
        }
        String why = sample == 0 ? " (a guess)" : "";
        return new Progress(campaign, Optional.of(end), why);
    }

    private static Instant end(Plan plan, Group group, Instant now) {
        return group.holders().stream()
                .map(holder -> plan.pace().back(holder.claim(), now))
                .reduce(plan.end().orElse(now), (one, other) -> one.isAfter(other) ? one : other);
    }
}
