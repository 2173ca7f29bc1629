package io.rebootmgr.order;

import io.rebootmgr.text.PrintableText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The order of the tasks of one stage: by step; within one, of those whose predecessors all stand already the first by
 * name comes next. Several of one service in a step stand by their names as all others do, and who comes after the
 * service comes after all of them. The same tasks have one order, however they are given.
 */
public final class TaskOrder {
    /** The C locale's, as a directory without headers is run. */
    private static final Comparator<Headed> BY_NAME =
            Comparator.comparing(task -> task.name().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

    private static final int SHOWN_MAX = 255;

    private final Map<String, List<Headed>> services;
    private final Map<Headed, Set<Headed>> predecessors = new HashMap<>();
    private final List<Headed> placed = new ArrayList<>();
    private final List<String> causes = new ArrayList<>();

    private TaskOrder(Map<String, List<Headed>> services) {
        this.services = services;
    }

    /**
     * Puts them into order.
     *
     * @param tasks of one directory, so that no two have one name
     */
    public static TaskOrderResult of(List<Headed> tasks) {
        List<Headed> byName = tasks.stream().sorted(BY_NAME).toList();
        Map<String, List<Headed>> services = byName.stream()
                .collect(Collectors.groupingBy(Headed::service, LinkedHashMap::new, Collectors.toList()));
        return new TaskOrder(services).order(byName);
    }

    private TaskOrderResult order(List<Headed> byName) {
        byName.forEach(task -> predecessors.put(task, predecessors(task)));
        byName.stream()
                .collect(Collectors.groupingBy(task -> task.header().step(), TreeMap::new, Collectors.toList()))
                .values()
                .forEach(this::place);
        return causes.isEmpty()
                ? new TaskOrderResult.Ordered(placed.stream().map(this::why).toList())
                : new TaskOrderResult.Impossible(causes);
    }

    private Placed why(Headed task) {
        Set<Headed> before = predecessors.getOrDefault(task, Set.of());
        return new Placed(
                task,
                placed.stream().filter(before::contains).map(Headed::name).toList(),
                task.header().after().stream()
                        .filter(service -> !services.containsKey(service))
                        .toList());
    }

    /** Those of its own step that have to stand before it; what cannot be had is told. */
    private Set<Headed> predecessors(Headed task) {
        Header header = task.header();
        Set<Headed> before = new LinkedHashSet<>();
        Stream.concat(header.after().stream(), header.requires().stream())
                .distinct()
                .forEach(service -> {
                    List<Headed> theirs = services.getOrDefault(service, List.of());
                    if (service.equals(task.service())) {
                        causes.add(shown(task) + " is to run after " + shown(service)
                                + ", which is itself: take that out of its After and Requires");
                    } else if (theirs.isEmpty() && header.requires().contains(service)) {
                        causes.add(shown(task) + " requires " + shown(service)
                                + ", and no task of this stage is of that Service: install its task, or say After"
                                + " instead of Requires if it may be missing");
                    } else if (!theirs.isEmpty() && theirs.stream().allMatch(other -> step(other) > step(task))) {
                        Headed first = theirs.getFirst();
                        causes.add(shown(task) + " of step " + step(task) + " is to run after " + shown(service)
                                + ", whose task " + shown(first) + " is of step " + step(first)
                                + ", a later one: change one of the steps");
                    } else {
                        theirs.stream()
                                .filter(other -> step(other) == step(task))
                                .forEach(before::add);
                    }
                });
        return before;
    }

    private void place(List<Headed> step) {
        List<Headed> left = new ArrayList<>(step);
        Set<Headed> done = new LinkedHashSet<>();
        while (!left.isEmpty()) {
            Optional<Headed> next =
                    left.stream().filter(task -> done.containsAll(before(task))).findFirst();
            if (next.isPresent()) {
                placed.add(next.get());
                done.add(next.get());
                left.remove(next.get());
            } else {
                List<Headed> cycle = cycle(left.getFirst(), done);
                causes.add(cycle.stream().map(TaskOrder::shown).collect(Collectors.joining(" is to run after "))
                        + " is to run after " + shown(cycle.getFirst())
                        + ": no order does that, take one After or Requires out");
                // What else is wrong is told at once.
                done.addAll(cycle);
                left.removeAll(cycle);
            }
        }
    }

    /** There is one where every task that is left waits for another that is left. */
    private List<Headed> cycle(Headed from, Set<Headed> done) {
        List<Headed> way = new ArrayList<>();
        Headed at = from;
        while (!way.contains(at)) {
            way.add(at);
            at = before(at).stream()
                    .filter(task -> !done.contains(task))
                    .findFirst()
                    .orElseThrow();
        }
        List<Headed> cycle = way.subList(way.indexOf(at), way.size());
        Headed first = cycle.stream().min(BY_NAME).orElseThrow();
        int turn = cycle.indexOf(first);
        return Stream.concat(cycle.subList(turn, cycle.size()).stream(), cycle.subList(0, turn).stream())
                .toList();
    }

    private Set<Headed> before(Headed task) {
        return predecessors.getOrDefault(task, Set.of());
    }

    private static int step(Headed task) {
        return task.header().step();
    }

    private static String shown(Headed task) {
        return shown(task.name());
    }

    private static String shown(String name) {
        return PrintableText.of(name, SHOWN_MAX);
    }
}
