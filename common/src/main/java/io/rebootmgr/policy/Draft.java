package io.rebootmgr.policy;

import io.rebootmgr.consul.Keys;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** A policy in the making: the defaults, and over them what the layers read so far say. */
final class Draft {
    /** No group and no patience is larger; a larger number is a slip. */
    private static final int MOST = 100_000;

    /** Above what a logbook holds it is never reached: a brake that is off. */
    private static final int MOST_REBOOTS = 1_000;

    private static final Duration LONGEST = Durations.LONGEST;

    /** It stands before every message. */
    private static final int FLEET_NAME_LENGTH_MAX = 40;

    /** How each field, by its JSON name, is read into a draft. In the order in which they are shown. */
    static final Map<String, BiConsumer<Draft, FieldValue>> FIELDS = fields();

    private boolean enabled = Policy.DEFAULTS.enabled();
    private Optional<String> disabledReason = Policy.DEFAULTS.disabledReason();
    private int limit = Policy.DEFAULTS.limit();
    private Duration settle = Policy.DEFAULTS.settle();
    private Duration taskTimeout = Policy.DEFAULTS.taskTimeout();
    private Duration postHealthTimeout = Policy.DEFAULTS.postHealthTimeout();
    private Duration sessionTtl = Policy.DEFAULTS.sessionTtl();
    private Duration minUptime = Policy.DEFAULTS.minUptime();
    private int maxFailures = Policy.DEFAULTS.maxFailures();
    private int maxReboots = Policy.DEFAULTS.maxReboots();
    private Duration maxRebootsPer = Policy.DEFAULTS.maxRebootsPer();
    private Set<String> ignoreFailedChecks = Policy.DEFAULTS.ignoreFailedChecks();
    private Duration stuckAfter = Policy.DEFAULTS.stuckAfter();
    private Optional<String> fleetName = Policy.DEFAULTS.fleetName();
    private Optional<ZoneId> zone = Policy.DEFAULTS.zone();
    private List<Window> windows = Policy.DEFAULTS.windows();
    private Optional<Holidays> holidays = Policy.DEFAULTS.holidays();
    private List<Freeze> freezes = Policy.DEFAULTS.freezes();

    private static Map<String, BiConsumer<Draft, FieldValue>> fields() {
        Map<String, BiConsumer<Draft, FieldValue>> fields = new LinkedHashMap<>();
        fields.put("enabled", (draft, at) -> at.truth().ifPresent(v -> draft.enabled = v));
        fields.put(
                "disabled_reason",
                (draft, at) -> at.text("a text").ifPresent(v -> draft.disabledReason = Optional.of(v)));
        fields.put("limit", (draft, at) -> limit(at).ifPresent(v -> draft.limit = v));
        fields.put("settle", (draft, at) -> at.duration(Duration.ZERO, LONGEST).ifPresent(v -> draft.settle = v));
        fields.put(
                "task_timeout",
                (draft, at) -> at.duration(Duration.ofSeconds(1), LONGEST).ifPresent(v -> draft.taskTimeout = v));
        fields.put(
                "post_health_timeout",
                (draft, at) -> at.duration(Duration.ZERO, LONGEST).ifPresent(v -> draft.postHealthTimeout = v));
        fields.put(
                "session_ttl",
                (draft, at) -> at.duration(Duration.ofSeconds(10), Duration.ofHours(24))
                        .ifPresent(v -> draft.sessionTtl = v));
        fields.put(
                "min_uptime", (draft, at) -> at.duration(Duration.ZERO, LONGEST).ifPresent(v -> draft.minUptime = v));
        fields.put("max_failures", (draft, at) -> at.wholeNumber(1, MOST).ifPresent(v -> draft.maxFailures = v));
        fields.put("max_reboots", (draft, at) -> at.wholeNumber(1, MOST_REBOOTS).ifPresent(v -> draft.maxReboots = v));
        fields.put(
                "max_reboots_per",
                (draft, at) -> at.duration(Duration.ofMinutes(1), LONGEST).ifPresent(v -> draft.maxRebootsPer = v));
        fields.put(
                "ignore_failed_checks",
                (draft, at) -> at.list("a list of node names", Draft::nodeName)
                        .ifPresent(v -> draft.ignoreFailedChecks = Set.copyOf(v)));
        fields.put(
                "stuck_after",
                (draft, at) -> at.duration(Duration.ofMinutes(1), LONGEST).ifPresent(v -> draft.stuckAfter = v));
        fields.put("fleet_name", (draft, at) -> fleetName(at).ifPresent(v -> draft.fleetName = Optional.of(v)));
        fields.put("timezone", (draft, at) -> DateFields.zone(at).ifPresent(v -> draft.zone = Optional.of(v)));
        fields.put("windows", (draft, at) -> DateFields.windows(at).ifPresent(v -> draft.windows = v));
        fields.put("holidays", (draft, at) -> DateFields.holidays(at).ifPresent(v -> draft.holidays = Optional.of(v)));
        fields.put("freezes", (draft, at) -> DateFields.freezes(at).ifPresent(v -> draft.freezes = v));
        return Collections.unmodifiableMap(fields);
    }

    /** A node that set its own limit would claim slots that the rest of its group does not know of. */
    private static Optional<Integer> limit(FieldValue at) {
        return at.layer().kind() == LayerKind.NODE
                ? at.problem("belongs to the fleet's or a group's policy, not to a node's")
                : at.wholeNumber(1, MOST);
    }

    /** A fleet has one name, however its groups and nodes differ. */
    private static Optional<String> fleetName(FieldValue at) {
        if (at.layer().kind() != LayerKind.FLEET) {
            return at.problem("belongs to the fleet's policy, not to a group's or a node's");
        }
        String expected = "a short name of printable characters, at most " + FLEET_NAME_LENGTH_MAX;
        return at.parsed(
                expected, name -> isFleetName(name) ? Parsed.value(name.strip()) : Parsed.wrong(name, expected));
    }

    private static boolean isFleetName(String name) {
        // No stream: an idle run may read this.
        for (int at = 0; at < name.length(); at += Character.charCount(name.codePointAt(at))) {
            if (name.codePointAt(at) != ' ' && !isLetterOrSign(name.codePointAt(at))) {
                return false;
            }
        }
        return name.length() <= FLEET_NAME_LENGTH_MAX;
    }

    /** Nothing that a terminal or a log would obey, or that is not seen. */
    private static boolean isLetterOrSign(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    private static Optional<String> nodeName(FieldValue at) {
        String expected = "a node's name of letters, digits, '.', '_' and '-'";
        return at.parsed(expected, name -> Keys.isName(name) ? Parsed.value(name) : Parsed.wrong(name, expected));
    }

    Policy policy() {
        return new Policy(
                enabled,
                disabledReason,
                limit,
                settle,
                taskTimeout,
                postHealthTimeout,
                sessionTtl,
                minUptime,
                maxFailures,
                maxReboots,
                maxRebootsPer,
                ignoreFailedChecks,
                stuckAfter,
                fleetName,
                zone,
                windows,
                holidays,
                freezes);
    }
}
