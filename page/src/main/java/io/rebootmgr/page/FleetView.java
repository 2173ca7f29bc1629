package io.rebootmgr.page;

import io.rebootmgr.fleet.Census;
import io.rebootmgr.fleet.Census.Counted;
import io.rebootmgr.fleet.Fleet;
import io.rebootmgr.fleet.Group;
import io.rebootmgr.fleet.Overview;
import io.rebootmgr.fleet.Pause;
import io.rebootmgr.fleet.Stand;
import io.rebootmgr.fleet.StopFlag;
import io.rebootmgr.lease.LeaseState;
import io.rebootmgr.slot.WaitingLine;
import io.rebootmgr.text.Unreadable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the page shows of the fleet, as plain texts; the templates make markup of it, and only they.
 *
 * @param gone that Consul does not answer; empty while it does
 * @param empty that there is nothing to show yet, or no policy; empty else
 */
record FleetView(
        long version,
        String at,
        String gone,
        String empty,
        String campaign,
        Bar bar,
        Rows<String> holds,
        Rows<Trouble> troubles,
        Rows<Out> out,
        Rows<GroupRow> groups,
        List<RolloutRow> rollouts,
        Rows<LeaseRow> leases,
        Timeline timeline,
        Query query,
        List<Choice> states,
        List<NodeRow> nodes,
        String shown,
        String before,
        String next,
        Rows<String> unreadable) {
    private static final int MOST_NODES = 100;
    private static final int MOST_ROWS = 100;
    private static final int MOST_WAITING = 3;

    /**
     * The first of some rows.
     *
     * @param more says that there are others; empty where there are none
     */
    record Rows<T>(List<T> first, String more) {
        Rows {
            first = List.copyOf(first);
        }

        static <T> Rows<T> of(List<T> all) {
            return of(all, all.size());
        }

        /** Of so many, of which these were made. */
        static <T> Rows<T> of(List<T> made, int all) {
            return new Rows<>(
                    made.stream().limit(MOST_ROWS).toList(),
                    all > MOST_ROWS ? "Only the first " + MOST_ROWS + " of " + all + " are shown." : "");
        }
    }

    /** How far a campaign is; {@code all} is 0 where there is none. */
    record Bar(int done, int all) {}

    /** A node that holds a slot. */
    record Out(String node, String link, String group, String state, String since, String age, String note) {}

    record GroupRow(String name, String link, String slots, int nodes, String line, int attention) {}

    record LeaseRow(String node, String link, String holder, String purpose, String reason, String since) {}

    /** A state to filter by. */
    record Choice(String word, boolean chosen) {}

    record NodeRow(String name, String link, String group, String stand, String look, String kernel, String last) {}

    /** What this visitor wants to see of it. */
    static FleetView of(Sight sight, Query query, Texts texts) {
        String gone = sight.outage()
                .map(outage -> "Consul does not answer since " + texts.time(outage.since()) + ": " + outage.why()
                        + sight.picture()
                                .map(last -> ". What you see is from " + texts.time(last.at()) + ".")
                                .orElse(""))
                .orElse("");
        return sight.picture()
                .map(picture -> of(sight.version(), picture, gone, query, texts))
                .orElseGet(() -> nothing(sight.version(), gone, query));
    }

    private static FleetView nothing(long version, String gone, Query query) {
        return new FleetView(
                version,
                "",
                gone,
                gone.isEmpty() ? "Consul is being read for the first time." : "Nothing was read from Consul yet.",
                "",
                new Bar(0, 0),
                Rows.of(List.of()),
                Rows.of(List.of()),
                Rows.of(List.of()),
                Rows.of(List.of()),
                List.of(),
                Rows.of(List.of()),
                Timeline.NONE,
                query,
                List.of(),
                List.of(),
                "",
                "",
                "",
                Rows.of(List.of()));
    }

    private static FleetView of(long version, Picture picture, String gone, Query query, Texts texts) {
        Overview overview = picture.overview();
        Fleet fleet = overview.fleet();
        Instant now = picture.at();
        List<Counted> wanted =
                overview.census().counted().stream().filter(query::wants).toList();
        int from = Math.min(query.from(), wanted.size());
        int to = Math.min(from + MOST_NODES, wanted.size());
        List<Group> groups = fleet.groups();
        return new FleetView(
                version,
                texts.time(picture.at()),
                gone,
                fleet.initialised() ? "" : "There is no policy yet, so no node reboots: rebootmgr init writes one.",
                campaign(overview, texts),
                overview.progress()
                        .map(progress -> new Bar(
                                progress.campaign().done(), progress.campaign().all()))
                        .orElse(new Bar(0, 0)),
                Rows.of(holds(fleet, now, texts)),
                Trouble.of(overview, now),
                Rows.of(out(overview.census(), now, texts)),
                Rows.of(groups(groups, overview.census(), query), groups.size()),
                picture.rollouts().stream()
                        .map(view -> RolloutRow.of(view, now, texts))
                        .toList(),
                Rows.of(leases(fleet, texts), fleet.leases().size()),
                Timeline.of(picture, texts),
                query,
                Arrays.stream(Stand.values())
                        .map(stand -> new Choice(stand.word(), stand.word().equals(query.stand())))
                        .toList(),
                wanted.subList(from, to).stream().map(one -> node(one, texts)).toList(),
                wanted.isEmpty() ? "No node is like that." : (from + 1) + " to " + to + " of " + wanted.size(),
                from == 0 ? "" : query.at(Math.max(0, from - MOST_NODES)).address(),
                to == wanted.size() ? "" : query.at(to).address(),
                Rows.of(fleet.unreadable().stream().map(Unreadable::text).toList()));
    }

    private static String campaign(Overview overview, Texts texts) {
        return overview.progress()
                .map(progress -> {
                    var campaign = progress.campaign();
                    String end = progress.end()
                            .map(at -> "; ends about " + texts.time(at))
                            .orElse("");
                    return campaign.done() + " of " + campaign.all() + " done, " + campaign.inProgress()
                            + " in progress, " + campaign.waiting() + " waiting, " + campaign.held() + " held, "
                            + campaign.failed() + " failed" + end
                            + (progress.why().isEmpty() || progress.end().isPresent()
                                    ? progress.why()
                                    : "; " + progress.why());
                })
                .orElse("No node reboots, and none waits for it.");
    }

    /** The stops and pauses that hold something now. */
    static List<String> holds(Fleet fleet, Instant now, Texts texts) {
        Stream<String> stops = fleet.stops().stream()
                .map(stop -> "Stopped: " + whose(stop.scope(), stop.name())
                        + (stop.by().isEmpty() ? "" : ", by " + stop.by())
                        + (stop.reason().isEmpty() ? "" : ": " + stop.reason()));
        Stream<String> pauses =
                fleet.pauses().stream().filter(pause -> pause.holds(now)).map(pause -> pause(pause, texts));
        return Stream.concat(stops, pauses).toList();
    }

    private static String pause(Pause pause, Texts texts) {
        return "Paused: " + whose(pause.scope(), pause.name())
                + (pause.reason().isEmpty() ? "" : ": " + pause.reason())
                + (pause.by().isEmpty() ? "" : " (" + pause.by() + ")")
                + pause.until().map(end -> ", until " + texts.time(end)).orElse("");
    }

    private static String whose(StopFlag.Scope scope, String name) {
        return switch (scope) {
            case FLEET -> "the whole fleet";
            case GROUP, NODE -> scope.name().toLowerCase(Locale.ROOT) + " " + name;
        };
    }

    private static List<Out> out(Census census, Instant now, Texts texts) {
        List<Out> rows = new ArrayList<>();
        for (Counted one : census.counted()) {
            one.held()
                    .ifPresent(held -> rows.add(new Out(
                            one.node().name(),
                            NodeView.link(one.node().name()),
                            held.group(),
                            held.text(),
                            texts.time(held.claim().since()),
                            texts.span(held.claim().since(), now),
                            one.overdue()
                                    .map(by -> "overdue by " + texts.span(by))
                                    .orElse(held.claim().reason()))));
        }
        return rows;
    }

    private static List<GroupRow> groups(List<Group> groups, Census census, Query query) {
        Map<String, Integer> nodes = new HashMap<>();
        Map<String, Integer> attention = new HashMap<>();
        for (Counted one : census.counted()) {
            String group = one.group().orElse("");
            nodes.merge(group, 1, Integer::sum);
            if (needsSomebody(one.stand())) {
                attention.merge(group, 1, Integer::sum);
            }
        }
        return groups.stream()
                .limit(MOST_ROWS)
                .map(group -> new GroupRow(
                        group.name(),
                        query.ofGroup(group.name()).address(),
                        group.taken() + " of "
                                + (group.limit().isPresent() ? group.limit().getAsInt() : "?")
                                + (group.hot().isEmpty()
                                        ? ""
                                        : ", in service " + group.hot().size()),
                        nodes.getOrDefault(group.name(), 0),
                        line(group.line().waiting()),
                        attention.getOrDefault(group.name(), 0)))
                .toList();
    }

    /** How many wait, and who is in front. */
    private static String line(List<WaitingLine.Waiting> waiting) {
        return waiting.isEmpty()
                ? "0"
                : waiting.size() + ": "
                        + waiting.stream()
                                .limit(MOST_WAITING)
                                .map(WaitingLine.Waiting::node)
                                .collect(Collectors.joining(", "))
                        + (waiting.size() > MOST_WAITING ? ", …" : "");
    }

    private static List<LeaseRow> leases(Fleet fleet, Texts texts) {
        return fleet.leases().stream()
                .limit(MOST_ROWS)
                .map(leased -> {
                    String link = NodeView.link(leased.node());
                    return switch (leased.state()) {
                        case LeaseState.Held(var lease) ->
                            new LeaseRow(
                                    leased.node(),
                                    link,
                                    lease.holder(),
                                    lease.purpose(),
                                    lease.reason(),
                                    texts.time(lease.since()));
                        case LeaseState.Unknown(String what) ->
                            new LeaseRow(leased.node(), link, "somebody unknown", "", what, "");
                        case LeaseState.Free free -> new LeaseRow(leased.node(), link, "", "", "", "");
                    };
                })
                .toList();
    }

    private static NodeRow node(Counted one, Texts texts) {
        return new NodeRow(
                one.node().name(),
                NodeView.link(one.node().name()),
                one.group().orElse(""),
                one.stand().word(),
                looks(one.stand()),
                one.node().status().map(status -> status.kernel()).orElse(""),
                one.node()
                        .status()
                        .flatMap(status -> status.last())
                        .map(last -> texts.time(last.at()) + ": " + last.reason())
                        .orElse(""));
    }

    static boolean needsSomebody(Stand stand) {
        return looks(stand).equals("bad");
    }

    /**
     * How a state is coloured, beside its word: {@code bad} needs somebody, {@code busy} goes on, else {@code calm}.
     */
    static String looks(Stand stand) {
        return switch (stand) {
            case FAILED, PARKED, OVERDUE, RELEASED, DRAINED -> "bad";
            case IDLE, UNKNOWN -> "calm";
            case PREPARING,
                    CHANGING,
                    REBOOTING,
                    RETURNING,
                    CHANGING_IN_SERVICE,
                    UNKNOWN_CLAIM,
                    UNFINISHED,
                    HELD,
                    WAITING,
                    WANTS_REBOOT,
                    WANTS_CHANGE -> "busy";
        };
    }
}
