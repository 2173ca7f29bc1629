package io.rebootmgr.show;

import io.rebootmgr.fleet.RolloutDraft;
import io.rebootmgr.fleet.RolloutReading;
import io.rebootmgr.fleet.RolloutView;
import io.rebootmgr.nodes.FoldedNames;
import io.rebootmgr.policy.Durations;
import io.rebootmgr.rollout.NodeResult;
import io.rebootmgr.rollout.Order;
import io.rebootmgr.rollout.ResultState;
import io.rebootmgr.rollout.Rollout;
import io.rebootmgr.rollout.RolloutState;
import io.rebootmgr.rollout.Tally;
import io.rebootmgr.rollout.Wave;
import io.rebootmgr.rollout.WavePlanning.Filled;
import io.rebootmgr.slot.Typed;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Rollouts for people: before one is started, while it is under way, when it is over. */
public final class RolloutPage {
    /** What stands for the state of an open wave whose rollout has failed, or is held: none of its nodes begins. */
    public static final String STANDS = "stands still";

    /** What stands for rollouts where their key cannot be read. */
    public static final String UNSURE = "which rollouts are under way cannot be read";

    private static final int GROUPS_MOST = 8;

    private RolloutPage() {}

    /** What {@code rollout start} shows before it starts anything. */
    public static Page of(RolloutDraft draft, boolean coloured) {
        Order order = draft.order();
        int nodes = draft.waves().stream().mapToInt(wave -> wave.nodes().size()).sum();
        Page page = new Page(coloured)
                .line("version " + order.version() + ", " + change(order) + ", "
                        + NodeTable.number(nodes) + (nodes == 1 ? " node" : " nodes") + " of " + groups(order)
                        + ", bears " + failed(order.maxFailed()))
                .gap();
        Table table = new Table("WAVE", "NODES", "SOAK", "LIMIT", "WHICH");
        for (Filled wave : draft.waves()) {
            table.row(
                    Cell.of(wave.wave().name()),
                    Cell.of(NodeTable.number(wave.nodes().size())),
                    Cell.of(Durations.format(wave.wave().soak())),
                    Cell.of(limit(wave.wave())),
                    Cell.of(String.join(" ", FoldedNames.words(wave.nodes()))));
        }
        page.table(table);
        if (!draft.leftOut().isEmpty()) {
            page.gap();
            draft.leftOut().entrySet().stream()
                    .collect(Collectors.groupingBy(
                            Map.Entry::getValue, Collectors.mapping(Map.Entry::getKey, Collectors.toList())))
                    .entrySet()
                    .stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(one -> page.line(
                            "in no wave: " + String.join(" ", FoldedNames.words(one.getValue())) + " (" + one.getKey()
                                    + ")",
                            Style.NOTICE));
        }
        if (!draft.warnings().isEmpty()) {
            page.gap();
            draft.warnings().forEach(text -> page.line(text, Style.NOTICE));
        }
        return page.gap();
    }

    /** One that is under way, in a line, with what tells more. */
    public static String line(RolloutView view) {
        Rollout rollout = view.rollout();
        String stands = view.isHeld()
                ? view.word() + ": " + String.join("; ", view.why())
                : switch (rollout.state()) {
                    case FAILED, PAUSED ->
                        rollout.state().label() + (rollout.why().isEmpty() ? "" : ": " + rollout.why());
                    case UNKNOWN -> "in a state that only a newer version knows, and nothing begins for it";
                    case RUNNING, DONE, ABORTED ->
                        rollout.wave().map(wave -> "wave " + wave.name()).orElse("all waves have soaked")
                                + (rollout.progress().soaking().isPresent() ? " soaks" : "");
                };
        return "rollout " + rollout.id() + " of version " + rollout.order().version() + " in "
                + groupNames(rollout.order()) + ": " + stands + "; " + rollout.command("status");
    }

    /** What {@code rollout status} shows of one, with each node or without. */
    public static Page of(RolloutView view, boolean nodes, Times times, boolean coloured) {
        Page page = new Page(coloured);
        add(page, view, nodes, times);
        return page;
    }

    /** The same of several. */
    public static Page of(List<RolloutView> views, boolean nodes, Times times, boolean coloured) {
        Page page = new Page(coloured);
        views.forEach(view -> add(page.gap(), view, nodes, times));
        return page;
    }

    private static void add(Page page, RolloutView view, boolean nodes, Times times) {
        Rollout rollout = view.rollout();
        Order order = rollout.order();
        page.line(
                "rollout " + Typed.id(order.id()) + " of version " + order.version() + ": " + view.word() + "; "
                        + times.heading(),
                style(view));
        page.line(change(order) + " of " + groups(order) + ", started by " + order.by() + " "
                + times.local(order.started()) + (order.reason().isEmpty() ? "" : ": " + order.reason()) + "; bears "
                + failed(order.maxFailed()));
        view.ended().ifPresent(at -> page.line("ended " + times.local(at)));
        view.why()
                .forEach(text -> page.line(
                        text,
                        rollout.state() == RolloutState.RUNNING && !view.isGone() && !view.isHeld()
                                ? Style.PLAIN
                                : Style.ALARM));
        page.gap();
        // Of one that is over nobody is at it any more: what its nodes said last is how they stood then.
        String then = view.isOver() ? "was " : "";
        Table table = new Table(
                "WAVE",
                "STATE",
                "NODES",
                "OK",
                "FAILED",
                then.toUpperCase(Locale.ROOT) + "RUNNING",
                then.toUpperCase(Locale.ROOT) + "WAITING",
                "SKIPPED",
                "SOAK");
        List<Tally> tallies = view.tallies();
        for (int at = 0; at < tallies.size(); at++) {
            Tally tally = tallies.get(at);
            Wave wave = order.waves().get(at);
            table.row(
                    Cell.of(tally.wave()),
                    Cell.of(state(view, at), at == rollout.progress().wave() ? Style.STRONG : Style.PLAIN),
                    Cell.of(NodeTable.number(tally.nodes())),
                    Cell.of(NodeTable.number(tally.ok())),
                    Cell.of(NodeTable.number(tally.failed()), tally.failed() > 0 ? Style.ALARM : Style.PLAIN),
                    Cell.of(NodeTable.number(tally.running())),
                    Cell.of(NodeTable.number(tally.waiting())),
                    Cell.of(NodeTable.number(tally.skipped())),
                    Cell.of(Durations.format(wave.soak())));
        }
        page.table(table);
        Table list = new Table("NODE", "WAVE", "STATE", "SINCE", "WHY");
        view.nodes().forEach((node, result) -> {
            if (nodes || result.state() == ResultState.FAILED) {
                list.row(
                        Cell.of(node),
                        Cell.of(wave(order, result)),
                        Cell.of(
                                (result.state().isOpen() ? then : "")
                                        + result.state().label().replace('_', ' '),
                                result.state() == ResultState.FAILED ? Style.ALARM : Style.PLAIN),
                        Cell.of(times.age(result.at())),
                        Cell.of(result.reason()));
            }
        });
        if (!list.isEmpty()) {
            page.gap().table(list);
        }
    }

    /** What {@code rollout list} shows. */
    public static Page list(RolloutReading.Found found, Times times, boolean coloured) {
        List<RolloutView> views = found.views();
        Page page = new Page(coloured);
        if (found.isUnsure()) {
            page.line(UNSURE + (views.isEmpty() ? "" : ", so there may be more than these"), Style.ALARM);
        }
        if (views.isEmpty()) {
            return found.isUnsure()
                    ? page
                    : page.line("no rollout is under way, and "
                            + (found.unreadable().isEmpty()
                                    ? "none is in the logbook"
                                    : "which were cannot be read from the logbook"));
        }
        Table table = new Table("ROLLOUT", "VERSION", "STATE", "WAVE", "GROUPS", "STARTED", "BY", "REASON");
        for (RolloutView view : views) {
            Order order = view.rollout().order();
            table.row(
                    Cell.of(Typed.id(order.id())),
                    Cell.of(order.version()),
                    Cell.of(view.word(), style(view)),
                    Cell.of(
                            view.isOver()
                                    ? ""
                                    : view.rollout().wave().map(Wave::name).orElse("")),
                    Cell.of(groupNames(order)),
                    Cell.of(times.local(order.started())),
                    Cell.of(order.by()),
                    Cell.of(order.reason()));
        }
        page.table(table);
        views.stream()
                .filter(RolloutView::isHeld)
                .forEach(view -> page.line("held: " + String.join("; ", view.why()), Style.ALARM));
        return page;
    }

    /** Of one of its waves, from 0: what it is, and empty for one that is not open yet, or never will be. */
    public static String state(RolloutView view, int wave) {
        Rollout rollout = view.rollout();
        if (wave < rollout.progress().wave()) {
            return "closed";
        }
        boolean isOver = rollout.state().hasEnded() || view.isGone();
        if (wave > rollout.progress().wave() || isOver) {
            return "";
        }
        return rollout.state() == RolloutState.FAILED || view.isHeld()
                ? STANDS
                : rollout.progress().soaking().isPresent() ? "soaking" : "open";
    }

    /** A node whose wave is none of the rollout's is new, and in its last. */
    static String wave(Order order, NodeResult result) {
        return result.state() == ResultState.LEFT_OUT
                ? "-"
                : order.waves().get(order.waveOf(result.wave())).name();
    }

    private static Style style(RolloutView view) {
        if (view.isGone() || view.isHeld()) {
            return Style.ALARM;
        }
        return switch (view.rollout().state()) {
            case RUNNING -> Style.STRONG;
            case PAUSED, UNKNOWN -> Style.NOTICE;
            case FAILED -> Style.ALARM;
            case DONE -> Style.GOOD;
            case ABORTED -> Style.PLAIN;
        };
    }

    private static String change(Order order) {
        return switch (order.change()) {
            case HOT -> order.tasks().barrier() ? "a hot change step by step" : "a hot change";
            case DRAIN -> "a change of drained nodes";
            case REBOOT -> "a reboot";
            case DETECT -> "what detectors say";
        };
    }

    private static String groups(Order order) {
        return (order.groups().size() == 1 ? "group " : "groups ") + groupNames(order);
    }

    static String groupNames(Order order) {
        List<String> names = new ArrayList<>(order.groups());
        int more = names.size() - GROUPS_MOST;
        return String.join(", ", names.stream().limit(GROUPS_MOST).toList())
                + (more > 0 ? " and " + more + " more" : "");
    }

    private static String failed(int most) {
        return most == 0 ? "no failed node" : most == 1 ? "one failed node" : most + " failed nodes";
    }

    private static String limit(Wave wave) {
        return wave.limit().map(most -> Integer.toString(most)).orElse("");
    }
}
