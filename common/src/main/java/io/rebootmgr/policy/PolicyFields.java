package io.rebootmgr.policy;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.json.Json;
import io.rebootmgr.nodes.NodeList;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Every field of the policy, a line each, in the order in which they are shown. A new one is a line here, an accessor
 * in {@link Policy}, and a row in the reference page, which a test holds against this.
 */
public final class PolicyFields {
    /** No group and no patience is larger; a larger number is a slip. */
    private static final int MOST = 100_000;

    /** Above what a logbook holds it is never reached: a brake that is off. */
    private static final int MOST_REBOOTS = 1_000;

    private static final Duration LONGEST = Durations.LONGEST;
    private static final Duration NONE = Duration.ZERO;

    static final PolicyField<Boolean> ENABLED = PolicyField.flag("enabled", true);
    static final PolicyField<Optional<String>> DISABLED_REASON =
            PolicyField.optional("disabled_reason", "text", "not empty", at -> at.text("a text"), Json::text);
    static final PolicyField<NodeList> ALLOW = PolicyField.nodes("allow");
    static final PolicyField<NodeList> DENY = PolicyField.nodes("deny");
    static final PolicyField<NodeList> CANARIES = PolicyField.nodes("canaries");
    /** A node that set its own limit would claim slots that the rest of its group does not know of. */
    static final PolicyField<Integer> LIMIT = ofGroup(PolicyField.number("limit", 1, 1, MOST));

    static final PolicyField<Integer> HOT_LIMIT = ofGroup(PolicyField.number("hot_limit", 5, 1, MOST));
    static final PolicyField<Boolean> HOT_ANYTIME = PolicyField.flag("hot_anytime", false);
    static final PolicyField<Optional<Integer>> DOMAIN_LIMIT = ofGroup(atMost("domain_limit"));
    static final PolicyField<Optional<Integer>> DOMAINS_AT_A_TIME = ofGroup(atMost("domains_at_a_time"));
    static final PolicyField<Duration> COOLDOWN = ofGroup(PolicyField.duration("cooldown", NONE, NONE, LONGEST));

    /** As all of the line, this is the same for whoever stands in it. */
    static final PolicyField<Duration> MAX_WAIT = ofGroup(PolicyField.duration("max_wait", ofDays(1), NONE, LONGEST));

    static final PolicyField<Duration> SETTLE = PolicyField.duration("settle", ofSeconds(130), NONE, LONGEST);
    static final PolicyField<Duration> TASK_TIMEOUT =
            PolicyField.duration("task_timeout", ofHours(2), ofSeconds(1), LONGEST);
    static final PolicyField<Duration> GATE_TIMEOUT =
            PolicyField.duration("gate_timeout", ofSeconds(30), ofSeconds(1), ofHours(1));
    static final PolicyField<Duration> DETECT_INTERVAL =
            PolicyField.duration("detect_interval", ofHours(1), ofSeconds(1), LONGEST);
    static final PolicyField<Duration> DETECT_TIMEOUT =
            PolicyField.duration("detect_timeout", ofMinutes(10), ofSeconds(1), ofHours(24));
    static final PolicyField<Duration> POST_HEALTH_TIMEOUT =
            PolicyField.duration("post_health_timeout", ofMinutes(30), NONE, LONGEST);
    static final PolicyField<Duration> SESSION_TTL =
            PolicyField.duration("session_ttl", ofMinutes(10), ofSeconds(10), ofHours(24));
    static final PolicyField<Duration> MIN_UPTIME = PolicyField.duration("min_uptime", NONE, NONE, LONGEST);
    static final PolicyField<Integer> MAX_FAILURES = PolicyField.number("max_failures", 5, 1, MOST);
    static final PolicyField<Integer> MAX_REBOOTS = PolicyField.number("max_reboots", 3, 1, MOST_REBOOTS);
    static final PolicyField<Duration> MAX_REBOOTS_PER =
            PolicyField.duration("max_reboots_per", ofHours(6), ofMinutes(1), LONGEST);
    static final PolicyField<Set<String>> IGNORE_FAILED_CHECKS = PolicyField.list(
            "ignore_failed_checks",
            "list of node names",
            Set.of(),
            at -> at.list("a list of node names", PolicyFields::nodeName).map(PolicyFields::sorted),
            Json::text);
    static final PolicyField<Duration> STUCK_AFTER =
            PolicyField.duration("stuck_after", ofHours(1), ofMinutes(1), LONGEST);
    /** A fleet has one name, however its groups and nodes differ. */
    static final PolicyField<Optional<String>> FLEET_NAME = PolicyField.optional(
                    "fleet_name", "text", "", FleetName::read, Json::text)
            .onlyIn(List.of(LayerKind.FLEET), "belongs to the fleet's policy, not to a group's or a node's");

    static final PolicyField<Optional<RolloutDefaults>> ROLLOUT =
            ofGroup(PolicyField.optional("rollout", "object", "", RolloutFields::defaults, RolloutFields::json));
    static final PolicyField<Follow> FOLLOW = ofGroup(new PolicyField<>(
            Follow.FIELD,
            "none, minor or all",
            "",
            Follow.NONE,
            RolloutFields::follow,
            follow -> Optional.of(Json.text(follow.label()))));
    static final PolicyField<Boolean> REQUIRE_ROLLOUT = PolicyField.flag("require_rollout", false);
    static final PolicyField<Optional<String>> CONTACT =
            PolicyField.optional("contact", "text", "not empty", at -> at.text("a text"), Json::text);
    static final PolicyField<Duration> UNMAINTAINED_AFTER =
            ofGroup(PolicyField.duration("unmaintained_after", ofDays(90), ofDays(1), LONGEST));

    static final PolicyField<Optional<ZoneId>> TIMEZONE = PolicyField.optional(
            "timezone", "name, as `Europe/Berlin`", "", DateFields::zone, zone -> Json.text(zone.getId()));
    static final PolicyField<List<Window>> WINDOWS =
            PolicyField.list("windows", "list", List.of(), DateFields::windows, DateFields::json);
    static final PolicyField<Optional<Holidays>> HOLIDAYS =
            PolicyField.optional("holidays", "object", "", DateFields::holidays, DateFields::json);
    static final PolicyField<List<Freeze>> FREEZES =
            PolicyField.list("freezes", "list", List.of(), DateFields::freezes, DateFields::json);

    private static final Map<String, PolicyField<?>> BY_NAME = byName(List.of(
            ENABLED,
            DISABLED_REASON,
            ALLOW,
            DENY,
            CANARIES,
            LIMIT,
            HOT_LIMIT,
            HOT_ANYTIME,
            DOMAIN_LIMIT,
            DOMAINS_AT_A_TIME,
            COOLDOWN,
            MAX_WAIT,
            SETTLE,
            TASK_TIMEOUT,
            GATE_TIMEOUT,
            DETECT_INTERVAL,
            DETECT_TIMEOUT,
            POST_HEALTH_TIMEOUT,
            SESSION_TTL,
            MIN_UPTIME,
            MAX_FAILURES,
            MAX_REBOOTS,
            MAX_REBOOTS_PER,
            IGNORE_FAILED_CHECKS,
            STUCK_AFTER,
            FLEET_NAME,
            ROLLOUT,
            FOLLOW,
            REQUIRE_ROLLOUT,
            CONTACT,
            UNMAINTAINED_AFTER,
            TIMEZONE,
            WINDOWS,
            HOLIDAYS,
            FREEZES));

    private PolicyFields() {}

    /** Every field, in order. */
    public static Collection<PolicyField<?>> all() {
        return BY_NAME.values();
    }

    /** Their names, in order. */
    static List<String> names() {
        return List.copyOf(BY_NAME.keySet());
    }

    /** The field of this name; empty where there is none. */
    public static Optional<PolicyField<?>> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    private static Map<String, PolicyField<?>> byName(List<PolicyField<?>> fields) {
        Map<String, PolicyField<?>> byName = new LinkedHashMap<>();
        fields.forEach(field -> byName.put(field.name(), field));
        return Collections.unmodifiableMap(byName);
    }

    /** Without one there is none. */
    private static PolicyField<Optional<Integer>> atMost(String name) {
        return PolicyField.optional(
                name, "number", "1 to " + MOST, at -> at.wholeNumber(1, MOST), limit -> Json.number(limit));
    }

    private static <T> PolicyField<T> ofGroup(PolicyField<T> field) {
        return field.onlyIn(
                List.of(LayerKind.FLEET, LayerKind.GROUP),
                "belongs to the fleet's or a group's policy, not to a node's");
    }

    private static Optional<String> nodeName(FieldValue at) {
        String expected = "a node's name of letters, digits, '.', '_' and '-'";
        return at.parsed(expected, name -> Keys.isName(name) ? Parsed.value(name) : Parsed.wrong(name, expected));
    }

    /** So that the same policy is shown the same way everywhere. */
    private static Set<String> sorted(List<String> names) {
        return Collections.unmodifiableSet(new TreeSet<>(names));
    }
}
