package io.rebootmgr.golden;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.cycle.Checkup;
import io.rebootmgr.cycle.Ports;
import io.rebootmgr.facts.Self;
import io.rebootmgr.fleet.Fleet;
import io.rebootmgr.fleet.Group;
import io.rebootmgr.fleet.Overview;
import io.rebootmgr.fleet.Pace;
import io.rebootmgr.fleet.Paces;
import io.rebootmgr.fleet.Plan;
import io.rebootmgr.fleet.Planning;
import io.rebootmgr.fleet.Survey;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.logbook.History;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.logbook.NodeStatus.Last;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.show.CheckPage;
import io.rebootmgr.show.Extent;
import io.rebootmgr.show.Page;
import io.rebootmgr.show.PlanJson;
import io.rebootmgr.show.PlanPage;
import io.rebootmgr.show.StatusPage;
import io.rebootmgr.show.Times;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimState;
import io.rebootmgr.slot.Domain;
import io.rebootmgr.slot.Out;
import io.rebootmgr.slot.Slots;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A fleet in which time stands still, seen from node web2 of group web if nothing else is said: what commands print of
 * it is always the same.
 */
final class Scene {
    /** A Friday, 13:02 in Berlin. */
    static final Instant NOW = Instant.parse("2026-01-30T12:02:00Z");

    static final Times TIMES = new Times(NOW, ZoneOffset.UTC);

    static final String NODE = "web2";
    static final String GROUP = "web";

    final Keys keys = new Keys("service/rebootmgr");
    final StillConsul consul = new StillConsul();
    final StillNode node = new StillNode(NOW);

    private String seenFrom = NODE;
    private Domain domain = Domain.NONE;
    private ZoneId zone = ZoneId.of("Europe/Berlin");

    Scene() {
        this("web1", "web2", "web3", "db1", "consul1");
    }

    Scene(String... members) {
        for (String name : members) {
            consul.member(name, "alive");
        }
    }

    /** Seen from another node of this group, in another time zone. */
    Scene from(String name, ZoneId in) {
        seenFrom = name;
        consul.agentIs(name);
        zone = in;
        return this;
    }

    /** The node from which it is seen stands in this rack. */
    Scene inDomain(String name) {
        domain = new Domain(name);
        return this;
    }

    Domain domain() {
        return domain;
    }

    Scene policy(String json) {
        consul.put(keys.config(), json);
        return this;
    }

    /** A node says where it stands. */
    Scene status(String name, State state, int failures, Optional<Last> last) {
        return status(new NodeStatus(GROUP, state, "6.1.0-30-amd64", "b", "1.4.0", failures, last, List.of()), name);
    }

    /** A node of this group says where it stands. */
    Scene status(String group, String name, State state, Optional<Last> last) {
        return status(new NodeStatus(group, state, "6.1.0-30-amd64", "b", "1.4.0", 0, last, List.of()), name);
    }

    Scene status(NodeStatus status, String name) {
        return put(keys.status(name), status.bytes());
    }

    /** A status of this group. */
    static NodeStatus says(State state, int failures, Optional<Last> last) {
        return new NodeStatus(GROUP, state, "6.1.0-30-amd64", "b", "1.4.0", failures, last, List.of());
    }

    /** A node's logbook tells of a claim that an operator released. */
    Scene releasedEntry(String name, String by, String why) {
        Entry entry = Entry.begun("c0ffee" + name, name, GROUP, "new kernel", List.of(), NOW.minusSeconds(7200))
                .released(by, why, 5, NOW.minusSeconds(3600));
        return put(keys.history(name), new History(List.of(entry)).bytes());
    }

    /** How a run ended. */
    static Optional<Last> last(int code, String reason, Duration ago) {
        return Optional.of(new Last(code, reason, NOW.minus(ago)));
    }

    /** The group's slots, with the locks of those that prepare. */
    Scene slots(String group, Claim... claims) {
        for (Claim claim : claims) {
            if (claim.state() == ClaimState.PREPARING) {
                consul.lock(keys.preparing(group, claim.node()), claim.session());
            } else {
                put(keys.out(group, claim.node()), new Out(claim, Duration.ofDays(3), "").bytes());
            }
        }
        return put(keys.slots(group), new Slots(List.of(claims)).bytes());
    }

    /** The same of a group of which a slot was given back so long ago. */
    Scene slotsFreed(String group, Duration ago, Claim... claims) {
        slots(group, claims);
        return put(
                keys.slots(group),
                new Slots(List.of(claims)).freed(NOW.minus(ago)).bytes());
    }

    static Claim claim(String name, ClaimState state, Duration ago, String reason) {
        String id = "c0ffee" + name;
        return new Claim(id, name, state, "b", "session-" + name, NOW.minus(ago), reason, List.of("web"));
    }

    /** A node stands in line, behind those before. */
    Scene waiting(String group, String name, Duration ago, String reason) {
        return put(
                keys.waiting(group, name),
                ("{\"since\":\"" + NOW.minus(ago) + "\",\"reason\":\"" + reason + "\"}")
                        .getBytes(StandardCharsets.UTF_8));
    }

    Scene put(String key, byte[] value) {
        consul.put(key, new String(value, StandardCharsets.UTF_8));
        return this;
    }

    /** Reboots in a node's logbook, oldest first, two minutes of boot and as much before it. */
    Scene rebooted(String name, Duration... ago) {
        List<Entry> entries = new ArrayList<>();
        for (Duration each : ago) {
            entries.add(reboot(name, each));
        }
        status(name, State.IDLE, 0, last(0, "rebooted: new kernel", ago[ago.length - 1]));
        return put(keys.history(name), new History(entries).bytes());
    }

    private static Entry reboot(String name, Duration ago) {
        Instant end = NOW.minus(ago);
        return Entry.begun(
                        "c0ffee" + name,
                        name,
                        GROUP,
                        "new kernel",
                        List.of("/run/reboot_required"),
                        end.minusSeconds(300))
                .from("6.1.0-29-amd64", "1.4.0")
                .phase("pre_boot_tasks", Duration.ofSeconds(20))
                .phase("settle", Duration.ofSeconds(130))
                .phase("boot", Duration.ofSeconds(120))
                .phase("health", Duration.ofSeconds(30))
                .ended(0, "rebooted: new kernel", end);
    }

    /** What {@code status} finds. */
    Overview overview() {
        return Overview.of(Survey.of(consul, keys), consul, keys, NOW, ZoneOffset.UTC);
    }

    /** What {@code status} prints. */
    String status() {
        return StatusPage.of(overview(), "fleet", TIMES, Extent.SCREEN, false).text();
    }

    /** What {@code plan} prints. */
    String plan() {
        Fleet fleet = Survey.of(consul, keys);
        Page page = new Page(false);
        for (Group group : fleet.groups()) {
            PlanPage.add(
                    page,
                    plan(fleet, group),
                    fleet.stopsOf(group.name()),
                    fleet.pausesOf(group.name(), NOW),
                    NOW,
                    zone(group),
                    20);
        }
        PlanPage.assumptions(page);
        return page.text();
    }

    /** What {@code plan --json} says of the claims that stand in the first group. */
    JsonNode planOfClaims() {
        Fleet fleet = Survey.of(consul, keys);
        return PlanJson.of(plan(fleet, fleet.groups().getFirst()), List.of(), List.of())
                .path("in_progress");
    }

    private Plan plan(Fleet fleet, Group group) {
        Pace pace = Objects.requireNonNull(
                Paces.of(consul, keys, fleet, List.of(group)).get(group.name()));
        return Planning.of(fleet, group, pace, NOW, zone(group));
    }

    private static ZoneId zone(Group group) {
        return group.policy().flatMap(Policy::zone).orElse(ZoneOffset.UTC);
    }

    /** What {@code check} finds. */
    Checkup checkup(String... ignore) {
        Self self = new Self(seenFrom, GROUP, keys, Duration.ofMinutes(15), () -> zone, "1.4.0", domain);
        return Checkup.now(new Ports(consul, node, node, node, () -> "id"), self, Set.of(ignore));
    }

    /** What {@code check} prints. */
    String check(String... ignore) {
        return CheckPage.of(seenFrom, GROUP, checkup(ignore), NOW, false).text();
    }
}
