package io.rebootmgr.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.ClaimList;
import io.rebootmgr.consul.ConnectionSettings;
import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.ConsulAdapter;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.UnusablePem;
import io.rebootmgr.fleet.Logbook.Choice;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.logbook.History;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimState;
import io.rebootmgr.slot.Slots;
import io.rebootmgr.testing.ConsulServer;
import io.rebootmgr.testing.Unique;
import io.rebootmgr.text.Unreadable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A fleet of more nodes than one request asks for, read from a real Consul. */
class SurveyIT {
    private static final int NODES = 150;
    private static final Instant START = Instant.parse("2026-01-31T12:00:00Z");

    private final Keys keys = new Keys(Unique.name("it") + "/below");
    private final Consul consul = connect();

    private static Consul connect() {
        try {
            return new ConsulAdapter(ConnectionSettings.plain(ConsulServer.http(), Duration.ofSeconds(10)));
        } catch (UnusablePem e) {
            throw new AssertionError(e);
        }
    }

    private static void put(String key, byte[] value) {
        ConsulServer.api().putValue(key, new String(value, StandardCharsets.UTF_8));
    }

    private static Entry entry(String node, int minute) {
        return Entry.begun("c" + minute, node, "web", "why", List.of(), START.plus(Duration.ofMinutes(minute)));
    }

    @Test
    void everyNodeIsSeenAndNothingOfAFleetNamedAlike() {
        byte[] status = new NodeStatus("web", State.IDLE, "6.1", "b", "1", 0, Optional.empty(), List.of()).bytes();
        for (int n = 0; n < NODES; n++) {
            put(keys.status("web" + n), status);
        }
        put(keys.pythonRebootRequired("old"), new byte[0]);
        put(keys.nodeStop("web7"), new byte[0]);
        put(new Keys(keys.prefix() + "2").stop(), new byte[0]);
        Fleet fleet = Survey.of(consul, keys);
        assertThat(fleet.nodes()).hasSize(NODES + 1);
        assertThat(fleet.node("old").orElseThrow().wanted()).hasSize(1);
        assertThat(fleet.stops()).extracting(StopFlag::name).containsExactly("web7");
        assertThat(fleet.unreadable()).isEmpty();
        Fleet one = Survey.ofNode(consul, keys, "web1");
        assertThat(one.nodes()).extracting(Node::name).containsExactly("web1");
        assertThat(one.stops()).isEmpty();
    }

    @Test
    void theNewestEntriesOfAllLogbooksAreMerged() {
        for (int n = 0; n < NODES; n++) {
            String node = "web" + n;
            put(keys.history(node), new History(List.of(entry(node, n), entry(node, NODES + n))).bytes());
        }
        put(keys.history("garbage"), new byte[] {'x'});
        Logbook logbook = Logbook.ofFleet(consul, keys, Choice.newest(20));
        assertThat(logbook.entries())
                .extracting(Entry::claim)
                .containsExactlyElementsOf(IntStream.range(0, 20)
                        .mapToObj(back -> "c" + (2 * NODES - 1 - back))
                        .toList());
        assertThat(logbook.unreadable()).extracting(Unreadable::key).containsExactly(keys.history("garbage"));
        assertThat(Logbook.ofNode(consul, keys, "web1", Choice.newest(20)).entries())
                .hasSize(2);
    }

    /** A node's token writes its own logbook, and whatever it likes into it. */
    @Test
    void aLogbookTellsOfItsOwnNodeAloneAndNoMoreThanARunKeeps() {
        List<Entry> inAnothersName = IntStream.range(0, NODES)
                .mapToObj(n -> entry("web1", 10 * NODES + n))
                .toList();
        List<Entry> many =
                IntStream.range(0, NODES).mapToObj(n -> entry("web2", n)).toList();
        put(keys.history("web0"), new History(inAnothersName).bytes());
        put(keys.history("web1"), new History(List.of(entry("web1", 1))).bytes());
        put(keys.history("web2"), new History(many).bytes());

        List<Entry> entries = Logbook.ofFleet(consul, keys, Choice.newest(1000)).entries();

        assertThat(entries).filteredOn(entry -> entry.node().equals("web1")).hasSize(1);
        assertThat(entries)
                .filteredOn(entry -> entry.node().equals("web2"))
                .extracting(Entry::claim)
                .startsWith("c" + (NODES - 1))
                .hasSize(History.MOST);
        assertThat(Logbook.ofNode(consul, keys, "web0", Choice.newest(20)).entries())
                .isEmpty();
    }

    /** What stands in the list of changes in service goes on as well, its lock or no lock. */
    @Test
    void aChangeInServiceStands() {
        put(keys.history("web1"), new History(List.of(entry("web1", 1))).bytes());
        Claim claim = new Claim("c1", "web1", ClaimState.PREPARING, "b", "s", START, "why", List.of());
        put(keys.of(ClaimList.HOT).slots("web"), new Slots(List.of(claim)).bytes());

        Logbook fleet = Logbook.ofFleet(consul, keys, Choice.newest(20));
        Logbook node = Logbook.ofNode(consul, keys, "web1", Choice.newest(20));

        assertThat(fleet.standing()).containsOnlyKeys("c1");
        assertThat(fleet.standing().values()).allMatch(ClaimInGroup::isHot);
        assertThat(node.standing()).isEqualTo(fleet.standing());
    }

    @Test
    void whatIsAskedForIsFoundHoweverLongAgoItWasWritten() {
        put(keys.history("web0"), new History(List.of(entry("web0", 0).ended(100, "a task failed", START))).bytes());
        for (int n = 1; n < NODES; n++) {
            put(keys.history("web" + n), new History(List.of(entry("web" + n, n).ended(0, "rebooted", START))).bytes());
        }
        assertThat(Logbook.ofFleet(consul, keys, new Choice(Optional.empty(), Logbook.Outcome.NO_REBOOT, 5))
                        .entries())
                .extracting(Entry::node)
                .containsExactly("web0");
        Instant since = START.plus(Duration.ofMinutes(NODES - 2));
        assertThat(Logbook.ofFleet(consul, keys, new Choice(Optional.of(since), Logbook.Outcome.ANY, 5))
                        .entries())
                .extracting(Entry::claim)
                .containsExactly("c149", "c148");
    }

    @Test
    void anEmptyConsulIsAnEmptyFleet() {
        assertThat(Survey.of(consul, keys))
                .isEqualTo(
                        new Fleet(false, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of()));
        assertThat(Logbook.ofFleet(consul, keys, Choice.newest(20)).entries()).isEmpty();
    }
}
