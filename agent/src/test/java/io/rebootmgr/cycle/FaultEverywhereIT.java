package io.rebootmgr.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.ClaimList;
import io.rebootmgr.consul.ConnectionSettings;
import io.rebootmgr.consul.ConsulAdapter;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.host.HostException;
import io.rebootmgr.testing.ConsulApi;
import io.rebootmgr.testing.ConsulCluster;
import io.rebootmgr.testing.Unique;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A whole change on a real Consul, again and again, each time with one fault at another of its effects: a reboot, one
 * with tasks on the drained node before it, a drain without one, and a change in service. Whatever the fault, the runs
 * that follow get the node changed, and rebooted exactly once, and leave nothing behind.
 */
class FaultEverywhereIT {
    private static final int MOST_RUNS = 12;
    private static ConsulCluster cluster;
    private static ConsulAdapter consul;

    @BeforeAll
    static void consul() throws Exception {
        cluster = ConsulCluster.builder().clients(1).start();
        consul = new ConsulAdapter(
                ConnectionSettings.plain(cluster.clients().getFirst().http(), Duration.ofSeconds(5)));
    }

    @AfterAll
    static void end() {
        consul.close();
        cluster.close();
    }

    /** What is made of the node. */
    enum Way {
        REBOOT,
        CHANGED_REBOOT,
        DRAIN,
        HOT
    }

    static Stream<Arguments> ways() {
        return Arrays.stream(Way.values())
                .flatMap(way -> Arrays.stream(Saboteur.Fault.values()).map(fault -> Arguments.of(way, fault)));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void theNodeIsChangedWhateverGoesWrong(Way way, Saboteur.Fault fault) {
        int effect = 0;
        while (strikes(way, fault, effect)) {
            effect++;
        }
        assertThat(effect).as("effects of a whole change").isGreaterThan(way == Way.HOT ? 12 : 20);
    }

    /** One change with this fault; false when it had no effect of that number any more. */
    private static boolean strikes(Way way, Saboteur.Fault fault, int effect) {
        String node = cluster.clients().getFirst().node();
        Keys keys = new Keys(Unique.name("fault"));
        World world = new World(node, "group", keys);
        ConsulApi api = cluster.servers().getFirst().api();
        api.putValue(keys.config(), "{\"settle\":\"0s\"}");
        world.changes = way != Way.REBOOT;
        switch (way) {
            case DRAIN -> api.putValue(keys.changeRequired(node), "{\"kind\":\"drain\",\"reason\":\"update\"}");
            case HOT -> api.putValue(keys.changeRequired(node), "{\"kind\":\"hot\",\"reason\":\"update\"}");
            case REBOOT, CHANGED_REBOOT -> api.putValue(keys.rebootRequired(node), "update");
        }
        Saboteur saboteur = new Saboteur(fault, effect);
        Ports ports = saboteur.between(consul, world);
        Outcome last = Outcome.done("not run");
        for (int run = 0; run < MOST_RUNS && !last.text().startsWith("nothing to do"); run++) {
            try {
                last = new Cycle(ports, world.self()).run(RunRequest.TIMER);
            } catch (Saboteur.Crash e) {
                last = Outcome.done("crashed " + e.getMessage());
            } catch (HostException e) {
                last = Outcome.done("ended by " + e.getMessage());
            }
            saboteur.endOutage();
            world.goOn();
        }
        String where = fault + " at effect " + effect + " (" + saboteur.struck + "), done: " + world.done;
        assertThat(last.text()).as(where).startsWith("nothing to do");
        if (way == Way.HOT) {
            assertThat(world.done).as("no other task runs: " + where).containsOnly("hot");
        } else {
            assertWentAndCameBack(way, world, where);
        }
        assertThat(world.hasClaimFile()).as(where).isFalse();
        Keys listed = way == Way.HOT ? keys.of(ClaimList.HOT) : keys;
        assertThat(api.value(listed.slots("group"))).as(where).contains("{\"claims\":[]}");
        assertThat(api.keys(keys.prefix() + "/"))
                .as(where)
                .containsExactlyInAnyOrder(keys.config(), listed.slots("group"), keys.status(node), keys.history(node));
        assertThat(consul.maintenance()).as(where).isEmpty();
        assertThat(sessions(api, node)).as(where).isLessThanOrEqualTo(saboteur.struck == null ? 0 : 1);
        api.delete(keys.prefix() + "/");
        api.get("/v1/session/node/" + node)
                .forEach(session ->
                        api.put("/v1/session/destroy/" + session.path("ID").asText(), ""));
        return saboteur.struck != null;
    }

    private static void assertWentAndCameBack(Way way, World world, String where) {
        String act = way == Way.DRAIN ? "drained" : "reboot";
        assertThat(world.done.stream().filter("reboot"::equals)).as(where).hasSize(way == Way.DRAIN ? 0 : 1);
        String before = way == Way.REBOOT ? "pre_boot" : "drained";
        if (way != Way.DRAIN) {
            assertThat(world.done.get(world.done.indexOf("reboot") - 1))
                    .as("goes down drained, and not undone: " + where)
                    .isEqualTo(before);
        }
        assertThat(String.join(" ", world.done))
                .as("a drain is followed by its change or undone: " + where)
                .doesNotContain("pre_boot pre_boot", "pre_boot post_boot", "abort drained", "drained abort");
        assertThat(world.done.lastIndexOf("post_boot")).as(where).isGreaterThan(world.done.lastIndexOf(act));
    }

    /** A session whose id was never told to anybody ends by its TTL; more than that one would be a leak. */
    private static int sessions(ConsulApi api, String node) {
        return api.get("/v1/session/node/" + node).size();
    }
}
