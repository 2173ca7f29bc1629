package io.rebootmgr.policy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.change.RolloutChange;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.json.Json;
import io.rebootmgr.nodes.NodeList;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads what policies and plans say of rollouts. */
final class RolloutFields {
    private static final String CHANGE = "one of hot, drain, reboot, detect";
    private static final String FOLLOW = "one of none, minor, all";
    private static final String PERCENTAGES = "percentages that rise, like \"5%,25%,100%\"";
    private static final String NAME = "a name of letters, digits, '.', '_', '-' and '%', at most 60";
    private static final Pattern NAME_SHAPE = Pattern.compile("[A-Za-z0-9._%-]{1,60}");
    private static final Pattern PERCENT_SHAPE = Pattern.compile("([1-9]\\d?|100)%");
    private static final int LIMIT_MOST = 100_000;

    private RolloutFields() {}

    static Optional<RolloutDefaults> defaults(FieldValue at) {
        if (!at.isObjectOf(List.of("change", "waves", "soak", "max_failed"))) {
            return Optional.empty();
        }
        Optional<FieldValue> change = at.field("change");
        Optional<FieldValue> waves = at.field("waves");
        Optional<FieldValue> soak = at.field("soak");
        Optional<FieldValue> maxFailed = at.field("max_failed");
        Optional<RolloutChange> kind = change.flatMap(field -> field.parsed(CHANGE, RolloutFields::change));
        Optional<List<Integer>> percents = waves.flatMap(RolloutFields::percentages);
        Optional<Duration> time = soak.flatMap(field -> field.duration(Duration.ZERO, Durations.LONGEST));
        Optional<Integer> most = maxFailed.flatMap(field -> field.wholeNumber(0, RolloutDefaults.MAX_FAILED_MOST));
        boolean whole = change.isPresent() == kind.isPresent()
                && waves.isPresent() == percents.isPresent()
                && soak.isPresent() == time.isPresent()
                && maxFailed.isPresent() == most.isPresent();
        return whole
                ? Optional.of(new RolloutDefaults(kind, percents.orElse(List.of()), time, most))
                : Optional.empty();
    }

    private static Parsed<RolloutChange> change(String text) {
        return RolloutChange.of(text).map(Parsed::value).orElseGet(() -> Parsed.wrong(text, CHANGE));
    }

    static Optional<Follow> follow(FieldValue at) {
        return at.parsed(
                FOLLOW, text -> Follow.of(text).map(Parsed::value).orElseGet(() -> Parsed.wrong(text, FOLLOW)));
    }

    /** A text with commas, or a list of such. */
    private static Optional<List<Integer>> percentages(FieldValue at) {
        if (!at.json().isArray()) {
            return at.parsed(PERCENTAGES, RolloutFields::percentages);
        }
        List<String> texts = new ArrayList<>();
        at.json().forEach(item -> texts.add(item.isTextual() ? item.textValue() : Json.excerpt(item)));
        return switch (percentages(String.join(",", texts))) {
            case Parsed.Value<List<Integer>>(List<Integer> percents) -> Optional.of(percents);
            case Parsed.Wrong<List<Integer>>(String what) -> at.problem(what);
        };
    }

    /** Reads {@code 5%,25%,100%}. */
    static Parsed<List<Integer>> percentages(String text) {
        List<Integer> percents = new ArrayList<>();
        for (String word : text.split(",", -1)) {
            if (!PERCENT_SHAPE.matcher(word.strip()).matches()) {
                return Parsed.wrong(text, PERCENTAGES);
            }
            int percent = Integer.parseInt(word.strip().replace("%", ""));
            if (!percents.isEmpty() && percent <= percents.getLast()) {
                return Parsed.wrong(text, PERCENTAGES + ": each counts the waves before it as well");
            }
            percents.add(percent);
        }
        return percents.size() > RolloutPlan.WAVES_MOST
                ? Parsed.wrong(text, "at most " + RolloutPlan.WAVES_MOST + " waves")
                : Parsed.value(List.copyOf(percents));
    }

    static ObjectNode json(RolloutDefaults defaults) {
        ObjectNode json = Json.object();
        defaults.change().ifPresent(change -> json.put("change", change.label()));
        if (!defaults.waves().isEmpty()) {
            ArrayNode waves = json.putArray("waves");
            defaults.waves().forEach(percent -> waves.add(percent + "%"));
        }
        defaults.soak().ifPresent(soak -> json.put("soak", Durations.format(soak)));
        defaults.maxFailed().ifPresent(most -> json.put("max_failed", most));
        return json;
    }

    /** The waves of a plan, as far as they can be read. */
    static List<PlannedWave> plan(FieldValue top) {
        if (!top.isObjectOf(List.of("waves"))) {
            return List.of();
        }
        Optional<FieldValue> list = top.requiredField("waves");
        if (list.isEmpty()) {
            return List.of();
        }
        String expected = "a list of 1 to " + RolloutPlan.WAVES_MOST + " waves";
        int size = list.get().json().size();
        if (!list.get().json().isArray() || size == 0 || size > RolloutPlan.WAVES_MOST) {
            list.get().wrong(expected);
            return List.of();
        }
        Set<String> names = new HashSet<>();
        List<Integer> percents = new ArrayList<>();
        List<PlannedWave> waves = new ArrayList<>();
        list.get().list(expected, at -> wave(at, names, percents)).ifPresent(waves::addAll);
        for (int at = 0; at < waves.size(); at++) {
            String name = waves.get(at).name();
            if (name.equals("rest") && at + 1 < waves.size()) {
                list.get().problem("has a wave rest before others: it is the last one, for whoever is left over");
            }
            if (name.equals("canaries") && at > 0) {
                list.get().problem("has a wave canaries behind others: it is the first one");
            }
        }
        return waves;
    }

    private static Optional<PlannedWave> wave(FieldValue at, Set<String> names, List<Integer> percents) {
        if (!at.isObjectOf(List.of("name", "nodes", "groups", "percent", "soak", "limit"))) {
            return Optional.empty();
        }
        int before = at.problems().size();
        Optional<FieldValue> nameAt = at.requiredField("name");
        Optional<String> name = nameAt.flatMap(field -> field.parsed(
                NAME, text -> NAME_SHAPE.matcher(text).matches() ? Parsed.value(text) : Parsed.wrong(text, NAME)));
        name.filter(text -> !names.add(text))
                .ifPresent(text -> nameAt.ifPresent(
                        field -> field.problem("is " + RefusedValue.text(text) + ", as of a wave before it")));
        Optional<NodeList> nodes = at.field("nodes").flatMap(FieldValue::nodes);
        Optional<List<String>> groups =
                at.field("groups").flatMap(field -> field.list("a list of groups", RolloutFields::group));
        Optional<Integer> percent = at.field("percent").flatMap(field -> percent(field, percents));
        Optional<Duration> soak = at.field("soak").flatMap(field -> field.duration(Duration.ZERO, Durations.LONGEST));
        Optional<Integer> limit = at.field("limit").flatMap(field -> field.wholeNumber(1, LIMIT_MOST));
        if (at.field("nodes").isEmpty()
                && at.field("groups").isEmpty()
                && at.field("percent").isEmpty()) {
            at.problem("says no nodes, expected at least one of nodes, groups, percent");
        }
        return at.problems().size() > before
                ? Optional.empty()
                : Optional.of(new PlannedWave(
                        name.orElse(""),
                        nodes.orElse(NodeList.NONE),
                        Set.copyOf(groups.orElse(List.of())),
                        percent,
                        soak,
                        limit));
    }

    private static Optional<String> group(FieldValue at) {
        String expected = "a group's name of letters, digits, '.', '_' and '-'";
        return at.parsed(expected, name -> Keys.isName(name) ? Parsed.value(name) : Parsed.wrong(name, expected));
    }

    private static Optional<Integer> percent(FieldValue at, List<Integer> before) {
        Optional<Integer> percent = at.wholeNumber(1, 100);
        if (percent.isPresent() && !before.isEmpty() && percent.get() <= before.getLast()) {
            return at.problem("is " + percent.get() + ", expected more than the " + before.getLast()
                    + " of a wave before it: each counts those before it as well");
        }
        percent.ifPresent(before::add);
        return percent;
    }
}
