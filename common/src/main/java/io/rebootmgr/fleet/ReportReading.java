package io.rebootmgr.fleet;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Consul.Member;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.rollout.RolloutRecord;
import io.rebootmgr.rollout.Rollouts;
import io.rebootmgr.rollout.Versions;
import io.rebootmgr.text.Unreadable;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What runs where, and who lags behind, read from Consul: the fleet's {@link Survey}, and two requests. */
public final class ReportReading {
    /** A node writes its status at least once a day: who has not for two is switched off, or its timer is. */
    public static final Duration SILENT_AFTER = Duration.ofDays(2);

    private final Consul consul;
    private final Keys keys;
    private final KeySubjects subjects;
    private final Instant now;
    private final ZoneId zone;
    private final List<Unreadable> unreadable = new ArrayList<>();

    public ReportReading(Consul consul, Keys keys, Instant now, ZoneId zone) {
        this.consul = consul;
        this.keys = keys;
        this.subjects = new KeySubjects(keys);
        this.now = now;
        this.zone = zone;
    }

    /**
     * The groups by name, and what could not be read. Behind them, where there are any, those that nobody has heard of,
     * as a group without a name.
     */
    public record Found(List<GroupReport> groups, List<Unreadable> unreadable) {
        public Found {
            groups = List.copyOf(groups);
            // Versions that cannot be read are met twice.
            unreadable = unreadable.stream().distinct().toList();
        }
    }

    /** All groups. */
    public Found all() {
        Fleet fleet = Survey.of(consul, keys);
        List<GroupReport> reports = new ArrayList<>(reports(fleet));
        Set<String> heardOf = fleet.nodes().stream()
                .filter(node -> node.status().isPresent())
                .map(Node::name)
                .collect(Collectors.toSet());
        fleet.unreadable().forEach(one -> heardOf.add(nodeOf(one.key())));
        List<String> unknown = consul.members().stream()
                .filter(member -> !member.status().equals("left"))
                .map(Member::name)
                .filter(name -> !heardOf.contains(name))
                .sorted()
                .toList();
        if (!unknown.isEmpty()) {
            reports.add(nobodys(unknown));
        }
        return new Found(reports, unreadable);
    }

    /** One group; none where there is no such. */
    public Found of(String group) {
        return new Found(reports(Survey.of(consul, keys).ofGroup(group)), unreadable);
    }

    private List<GroupReport> reports(Fleet fleet) {
        unreadable.addAll(fleet.unreadable());
        VersionsRolledOut rolledOut = rolledOut();
        return fleet.groups().stream()
                .map(group -> report(group, fleet.ofGroup(group.name()).nodes(), rolledOut))
                .toList();
    }

    private VersionsRolledOut rolledOut() {
        View view = consul.read(Consistency.DEFAULT, List.of(keys.versions(), keys.rollouts(), keys.rolloutRecords()));
        Versions published = Versions.NONE;
        try {
            published = Versions.in(view, keys);
        } catch (MalformedJson e) {
            unreadable.add(new Unreadable(keys.versions(), e.reason()));
        }
        Rollouts underWay = RolloutReading.rollouts(view, keys, unreadable);
        // By their start, as Consul saw it: nobody's clock makes an older rollout the newest.
        List<RolloutRecord> records = view.under(keys.rolloutRecords()).stream()
                .sorted(Comparator.comparingLong(View.Entry::createIndex).reversed())
                .flatMap(entry -> record(entry).stream())
                .toList();
        return new VersionsRolledOut(published, underWay, records);
    }

    private Optional<RolloutRecord> record(View.Entry entry) {
        try {
            return Optional.of(RolloutRecord.parse(entry.value()));
        } catch (MalformedJson e) {
            unreadable.add(new Unreadable(entry.key(), e.reason()));
            return Optional.empty();
        }
    }

    private GroupReport report(Group group, List<Node> nodes, VersionsRolledOut rolledOut) {
        Policy policy = group.policy().orElse(Policy.DEFAULTS);
        Optional<String> version = rolledOut.version(group.name());
        Optional<String> target = rolledOut.target(group.name(), policy.follow());
        SortedMap<String, SortedMap<String, String>> facts = new TreeMap<>();
        for (Node node : nodes) {
            node.status()
                    .ifPresent(status -> status.needs()
                            .facts()
                            .forEach((fact, value) -> facts.computeIfAbsent(fact, name -> new TreeMap<>())
                                    .put(node.name(), value)));
        }
        return new GroupReport(
                group.name(),
                policy.contact(),
                version,
                target,
                nodes.size(),
                names(nodes, status -> isOutdated(status.version(), version, target)),
                names(nodes, this::isSilent),
                List.of(),
                counted(nodes, NodeStatus::version),
                counted(nodes, NodeStatus::kernel),
                counted(nodes, NodeStatus::agentVersion),
                nodes.isEmpty() ? Optional.empty() : rolledOut.unmaintained(group.name(), policy, now, zone),
                facts);
    }

    /** One that is ahead, by a rollout that is under way, is not. */
    private static boolean isOutdated(String has, Optional<String> version, Optional<String> target) {
        return version.isPresent() && !version.get().equals(has) && !target.equals(Optional.of(has));
    }

    /** An agent that does not say when it wrote its status is too old to be told from a dead one: not counted. */
    private boolean isSilent(NodeStatus status) {
        // A moment that lies ahead is another clock's: as long ago, for what can be told.
        return status.seen()
                .filter(at -> Duration.between(at, now).abs().compareTo(SILENT_AFTER) > 0)
                .isPresent();
    }

    private static List<String> names(List<Node> nodes, Predicate<NodeStatus> which) {
        return nodes.stream()
                .filter(node -> node.status().filter(which).isPresent())
                .map(Node::name)
                .toList();
    }

    private static SortedMap<String, Integer> counted(List<Node> nodes, Function<NodeStatus, String> what) {
        SortedMap<String, Integer> counts = new TreeMap<>();
        nodes.forEach(node -> node.status().ifPresent(status -> counts.merge(what.apply(status), 1, Integer::sum)));
        return counts;
    }

    private static GroupReport nobodys(List<String> unknown) {
        return new GroupReport(
                "",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                List.of(),
                List.of(),
                unknown,
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                Optional.empty(),
                new TreeMap<>());
    }

    /** Whose status it is; of another key no node's name. */
    private String nodeOf(String key) {
        return subjects.of(key) instanceof KeySubject.Status(String node) ? node : "";
    }
}
