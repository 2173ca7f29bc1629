package io.rebootmgr.fleet;

import io.rebootmgr.policy.Follow;
import io.rebootmgr.policy.Moments;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.rollout.Order;
import io.rebootmgr.rollout.PublishedVersion;
import io.rebootmgr.rollout.Rollout;
import io.rebootmgr.rollout.RolloutRecord;
import io.rebootmgr.rollout.RolloutState;
import io.rebootmgr.rollout.Rollouts;
import io.rebootmgr.rollout.Versions;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which versions groups have, by the logbook of rollouts.
 *
 * @param records newest first
 */
record VersionsRolledOut(Versions published, Rollouts underWay, List<RolloutRecord> records) {
    /** So many published versions a group may be behind. */
    private static final int BEHIND_MOST = 2;

    VersionsRolledOut {
        records = List.copyOf(records);
    }

    /** The newest that a rollout has brought through the group. */
    Optional<String> version(String group) {
        return newestDone(group).map(record -> record.rollout().order().version());
    }

    /** The one that it is to have next: what is being rolled out there, or what it follows and has not begun with. */
    Optional<String> target(String group, Follow follow) {
        Optional<Rollout> now = underWay.ofGroup(group);
        if (now.isPresent()) {
            return Optional.of(now.get().order().version());
        }
        return published
                .newest(follow)
                .filter(name -> ofGroup(group)
                        .noneMatch(record -> record.rollout().order().version().equals(name)));
    }

    /** Why nobody seems to look after the group; empty where somebody does, or where nobody rolls anything out. */
    Optional<String> unmaintained(String group, Policy policy, Instant now, ZoneId zone) {
        if (underWay.ofGroup(group).isPresent()) {
            return Optional.empty();
        }
        Optional<Instant> last = ofGroup(group).map(RolloutRecord::at).max(Comparator.naturalOrder());
        Optional<Instant> since = last.or(this::firstInFleet);
        if (since.isPresent() && since.get().plus(policy.unmaintainedAfter()).isBefore(now)) {
            return Optional.of(
                    last.map(at -> "no rollout since " + Moments.text(at, zone)).orElse("never had a rollout"));
        }
        long behind = behind(group);
        return behind > BEHIND_MOST ? Optional.of(behind + " published versions behind") : Optional.empty();
    }

    private Optional<Instant> firstInFleet() {
        return Stream.concat(
                        records.stream().map(record -> record.rollout().order().started()),
                        published.all().stream().map(PublishedVersion::published))
                .min(Comparator.naturalOrder());
    }

    /** How many were published after the one that it has: by their order, for they are stamped by many clocks. */
    private long behind(String group) {
        Optional<RolloutRecord> done = newestDone(group);
        if (done.isEmpty()) {
            return published.all().size();
        }
        Order order = done.get().rollout().order();
        boolean isPublished = published.named(order.version()).isPresent();
        return published.all().stream()
                .takeWhile(one -> isPublished
                        ? !one.name().equals(order.version())
                        : one.published().isAfter(order.started()))
                .count();
    }

    private Optional<RolloutRecord> newestDone(String group) {
        return ofGroup(group)
                .filter(record -> record.rollout().state() == RolloutState.DONE)
                .findFirst();
    }

    private Stream<RolloutRecord> ofGroup(String group) {
        return records.stream()
                .filter(record -> record.rollout().order().groups().contains(group));
    }
}
