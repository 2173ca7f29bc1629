package io.rebootmgr.fleet;

import io.rebootmgr.change.RolloutChange;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.nodes.NodeList;
import io.rebootmgr.policy.PlannedWave;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.policy.RolloutDefaults;
import io.rebootmgr.policy.RolloutPlan;
import io.rebootmgr.rollout.NodeResult;
import io.rebootmgr.rollout.Order;
import io.rebootmgr.rollout.ResultState;
import io.rebootmgr.rollout.WavePlanning;
import io.rebootmgr.rollout.WavePlanning.Filled;
import io.rebootmgr.rollout.WavePlanning.Member;
import io.rebootmgr.text.Few;
import io.rebootmgr.text.Unreadable;
import io.rebootmgr.verdict.ExitCode;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A rollout as it would be started: a request, made whole by the fleet and its policies. Pure, so what is shown before
 * is what is started.
 *
 * @param leftOut nodes of the groups that are in no wave, with why
 * @param warnings what whoever starts it should know
 */
public record RolloutDraft(Order order, List<Filled> waves, SortedMap<String, String> leftOut, List<String> warnings) {
    private static final int NAMED_MOST = 10;

    /** What came of it. */
    public sealed interface Result {
        record Drafted(RolloutDraft draft) implements Result {}

        /** Why there can be none; at least one problem, each for itself. */
        record Refused(ExitCode code, List<String> problems) implements Result {
            public Refused {
                problems = List.copyOf(problems);
            }
        }
    }

    public RolloutDraft {
        waves = List.copyOf(waves);
        warnings = List.copyOf(warnings);
    }

    /** Drafts it. */
    public static Result of(Fleet fleet, RolloutRequest asked) {
        if (!fleet.initialised()) {
            return refused(
                    ExitCode.NOT_INITIALISED,
                    "there is no fleet policy, so no node does anything: run `rebootmgr init`");
        }
        Set<String> known = new TreeSet<>();
        fleet.nodes().forEach(node -> node.group().ifPresent(known::add));
        Set<String> groups = asked.groups().isEmpty() ? known : new TreeSet<>(asked.groups());
        List<String> unknown =
                groups.stream().filter(group -> !known.contains(group)).toList();
        if (!unknown.isEmpty()) {
            return refused(ExitCode.USAGE, "no node of the fleet is in " + groups(unknown) + ": check the name");
        }
        if (groups.isEmpty()) {
            return refused(ExitCode.USAGE, "there is no group: no node of the fleet has said anything yet");
        }
        List<Group> its = fleet.groups().stream()
                .filter(one -> groups.contains(one.name()))
                .toList();
        List<String> problems = problems(fleet, its);
        return problems.isEmpty() ? drafted(fleet, its, asked) : new Result.Refused(ExitCode.INVALID, problems);
    }

    private static Result refused(ExitCode code, String problem) {
        return new Result.Refused(code, List.of(problem));
    }

    /** Policies that cannot be read, and nodes that one tells both to go and to be left alone. */
    private static List<String> problems(Fleet fleet, List<Group> groups) {
        List<String> problems = new ArrayList<>();
        if (groups.stream().anyMatch(group -> group.policy().isEmpty())) {
            fleet.unreadable().stream().map(Unreadable::text).forEach(problems::add);
        }
        for (Node node : nodes(fleet, groups)) {
            Policy policy = policy(node, groups);
            String group = node.group().orElse("");
            boolean isCanary = policy.canaries().contains(node.name(), group);
            boolean goes = isCanary || policy.allow().contains(node.name(), group);
            if (goes && policy.deny().contains(node.name(), group) && problems.size() < NAMED_MOST) {
                problems.add(node.name() + " is in deny of the policy, and in " + (isCanary ? "canaries" : "allow")
                        + " as well: take it out of one of the two");
            }
        }
        return problems;
    }

    private static List<Node> nodes(Fleet fleet, List<Group> groups) {
        Set<String> names = groups.stream().map(Group::name).collect(Collectors.toSet());
        return fleet.nodes().stream()
                .filter(node -> node.group().filter(names::contains).isPresent())
                .toList();
    }

    private static Policy policy(Node node, List<Group> groups) {
        return node.policy()
                .or(() -> groups.stream()
                        .filter(group -> node.group().equals(Optional.of(group.name())))
                        .findFirst()
                        .flatMap(Group::policy))
                .orElse(Policy.DEFAULTS);
    }

    private static Result drafted(Fleet fleet, List<Group> groups, RolloutRequest asked) {
        List<Optional<RolloutDefaults>> said = groups.stream()
                .map(group -> group.policy().orElse(Policy.DEFAULTS).rollout())
                .distinct()
                .toList();
        boolean needsPolicy = (asked.percents().isEmpty() && asked.plan().isEmpty())
                || asked.change().isEmpty()
                || asked.soak().isEmpty()
                || asked.maxFailed().isEmpty();
        if (said.size() > 1 && needsPolicy) {
            return refused(
                    ExitCode.USAGE,
                    "the policies of " + groups(groups.stream().map(Group::name).toList())
                            + " differ in `rollout`: start one rollout for each, or say --change, --waves, --soak and"
                            + " --max-failed");
        }
        RolloutDefaults defaults = (said.size() > 1 ? Optional.<RolloutDefaults>empty() : said.getFirst())
                .orElse(new RolloutDefaults(Optional.empty(), List.of(), Optional.empty(), Optional.empty()));
        Optional<RolloutChange> change = asked.change().or(defaults::change);
        if (change.isEmpty()) {
            return refused(ExitCode.USAGE, "which change? --change hot, drain, reboot or detect");
        }
        if (asked.tasks().barrier() && change.get() != RolloutChange.HOT) {
            return refused(
                    ExitCode.USAGE,
                    "--barrier is for rollouts of hot changes: a drained node cannot give its slot back between two"
                            + " steps");
        }
        List<Member> members = nodes(fleet, groups).stream()
                .map(node -> member(node, policy(node, groups), asked))
                .toList();
        Set<String> strangers =
                new TreeSet<>(asked.canaries().map(NodeList::names).orElse(Set.of()));
        members.forEach(member -> strangers.remove(member.node()));
        if (!strangers.isEmpty()) {
            return refused(
                    ExitCode.USAGE,
                    "--canaries names " + String.join(", ", strangers) + ", and no node of "
                            + groups(groups.stream().map(Group::name).toList())
                            + " that has said anything is called so: check the name");
        }
        List<PlannedWave> planned = asked.plan()
                .map(RolloutPlan::waves)
                .orElseGet(() -> (asked.percents().isEmpty() ? defaults.waves() : asked.percents())
                        .stream().map(PlannedWave::of).toList());
        WavePlanning.Request request = new WavePlanning.Request(
                asked.id(),
                members,
                asked.canaries().orElseGet(() -> canaries(groups)),
                planned,
                asked.plan().isEmpty(),
                asked.soak().or(defaults::soak).orElse(RolloutDefaults.SOAK));
        return switch (WavePlanning.of(request)) {
            case WavePlanning.Result.Refused(List<String> problems) -> new Result.Refused(ExitCode.INVALID, problems);
            case WavePlanning.Result.Planned(List<Filled> waves, SortedMap<String, String> leftOut) -> {
                Order order = new Order(
                        asked.id(),
                        asked.version(),
                        change.get(),
                        groups.stream().map(Group::name).collect(Collectors.toSet()),
                        waves.stream().map(Filled::wave).toList(),
                        asked.maxFailed().or(defaults::maxFailed).orElse(0),
                        asked.tasks(),
                        asked.by(),
                        asked.reason(),
                        asked.now());
                Set<String> going =
                        waves.stream().flatMap(wave -> wave.nodes().stream()).collect(Collectors.toSet());
                yield new Result.Drafted(new RolloutDraft(order, waves, leftOut, warnings(fleet, going)));
            }
        };
    }

    /** Whom the request names as canaries is no stranger to the lists, unless it is denied. */
    private static Member member(Node node, Policy policy, RolloutRequest asked) {
        String group = node.group().orElse("");
        boolean isCanary = asked.canaries()
                .filter(list -> list.contains(node.name(), group))
                .isPresent();
        boolean isDenied = policy.deny().contains(node.name(), group);
        Optional<String> alone = isCanary && !isDenied ? Optional.empty() : policy.leavesAlone(node.name(), group);
        return new Member(node.name(), group, alone);
    }

    private static NodeList canaries(List<Group> groups) {
        NodeList all = NodeList.NONE;
        Set<NodeList> seen = new HashSet<>();
        for (Group group : groups) {
            NodeList its = group.policy().orElse(Policy.DEFAULTS).canaries();
            all = seen.add(its) ? all.and(its) : all;
        }
        return all;
    }

    private static List<String> warnings(Fleet fleet, Set<String> going) {
        List<String> warnings = new ArrayList<>();
        fleet.leases().stream()
                .filter(lease -> going.contains(lease.node()))
                .limit(NAMED_MOST)
                .forEach(lease -> warnings.add(lease.node() + " is left alone as long as it is leased, by "
                        + lease.state().holder(ZoneId::systemDefault).orElse("somebody")));
        List<Node> nodes = fleet.nodes().stream()
                .filter(node -> going.contains(node.name()))
                .toList();
        warn(
                warnings,
                nodes.stream()
                        .filter(node -> node.status()
                                .filter(status -> status.speaks() < NodeStatus.SPEAKS)
                                .isPresent())
                        .toList(),
                "an agent that does not know rollouts and does nothing for this one: upgrade");
        warn(
                warnings,
                nodes.stream().filter(node -> !node.wanted().isEmpty()).toList(),
                "a request pending, which waits for the node's wave from now on:");
        List<String> strangers = fleet.nodes().stream()
                .filter(node -> node.status().isEmpty())
                .map(Node::name)
                .toList();
        if (!strangers.isEmpty()) {
            warnings.add("not known in which group, so in no wave: " + names(strangers));
        }
        return warnings;
    }

    private static void warn(List<String> warnings, List<Node> nodes, String what) {
        if (!nodes.isEmpty()) {
            warnings.add((nodes.size() == 1 ? "one node has " : nodes.size() + " nodes have ") + what + " "
                    + names(nodes.stream().map(Node::name).toList()));
        }
    }

    private static String names(List<String> nodes) {
        return Few.of(nodes, NAMED_MOST);
    }

    private static String groups(List<String> names) {
        return (names.size() == 1 ? "group " : "groups ") + names(names);
    }

    /** Every node of its groups as it is written at the start. */
    public SortedMap<String, NodeResult> nodes() {
        SortedMap<String, NodeResult> nodes = new TreeMap<>();
        for (Filled wave : waves) {
            wave.nodes()
                    .forEach(node -> nodes.put(
                            node, NodeResult.waiting(order.id(), wave.wave().name(), order.started())));
        }
        String last = waves.getLast().wave().name();
        leftOut.forEach((node, why) -> nodes.put(
                node,
                NodeResult.waiting(order.id(), last, order.started()).to(ResultState.LEFT_OUT, why, order.started())));
        return nodes;
    }
}
