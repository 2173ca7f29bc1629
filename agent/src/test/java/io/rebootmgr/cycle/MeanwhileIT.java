package io.rebootmgr.cycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebootmgr.consul.ConnectionSettings;
import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.ConsulAdapter;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.testing.ConsulApi;
import io.rebootmgr.testing.ConsulCluster;
import io.rebootmgr.testing.Unique;
import io.rebootmgr.verdict.ExitCode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What others do to Consul between two requests of a run. */
class MeanwhileIT {
    private static final String SERVICE = "web";
    private static final String OTHERS = "{\"id\":\"x\",\"node\":\"other\",\"state\":\"rebooting\","
            + "\"boot_id\":\"b\",\"since\":\"2026-01-01T00:00:00Z\"}";

    private static ConsulCluster cluster;
    private static ConsulAdapter consul;

    private ConsulApi api;
    private Keys keys;
    private World world;
    /** Several machines may ask one agent, and all have its name then. */
    private boolean elsewhere;

    @BeforeAll
    static void consul() throws Exception {
        cluster = ConsulCluster.builder().clients(1).start();
        cluster.clients().getFirst().api().registerService(SERVICE, SERVICE);
        consul = new ConsulAdapter(
                ConnectionSettings.plain(cluster.clients().getFirst().http(), Duration.ofSeconds(5)));
    }

    @AfterAll
    static void end() {
        consul.close();
        cluster.close();
    }

    @BeforeEach
    void aNodeThatWantsToReboot() {
        api = cluster.servers().getFirst().api();
        keys = new Keys(Unique.name("meanwhile"));
        world = new World(cluster.clients().getFirst().node(), "group", keys);
        cluster.clients().getFirst().api().put("/v1/agent/maintenance?enable=false", "");
        api.putValue(keys.config(), "{\"settle\":\"0s\"}");
        api.putValue(keys.rebootRequired(world.node), "update");
    }

    /** Runs before a request to Consul. */
    private interface Before {
        void request(String method, Object[] arguments);
    }

    private Outcome run(Before before) {
        Consul between = (Consul) Proxy.newProxyInstance(
                Consul.class.getClassLoader(), new Class<?>[] {Consul.class}, (self, method, arguments) -> {
                    before.request(method.getName(), arguments == null ? new Object[0] : arguments);
                    if (elsewhere && method.getName().equals("isOnThisMachine")) {
                        return false;
                    }
                    try {
                        return method.invoke(consul, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        Ports ports =
                new Ports(between, world, world, world, () -> UUID.randomUUID().toString());
        return new Cycle(ports, world.self()).run(RunRequest.PLAIN);
    }

    @Test
    void aClaimReleasedInTheMomentOfGivingBackDoesNotKeepItsTriggers() {
        assertThat(run((method, arguments) -> {}).code()).isEqualTo(ExitCode.DONE);
        world.goOn();

        Outcome back = run((method, arguments) -> {
            if (method.equals("write") && arguments[0] instanceof List<?> operations && clearsTheTrigger(operations)) {
                api.putValue(keys.slots("group"), "{\"claims\":[]}");
            }
        });

        assertThat(back.code()).isEqualTo(ExitCode.DONE);
        assertThat(api.value(keys.rebootRequired(world.node))).isEmpty();
        assertThat(run((method, arguments) -> {}).text()).startsWith("nothing to do");
        assertThat(world.done).containsOnlyOnce("reboot");
    }

    @Test
    void aLimitLoweredInTheMomentOfTheClaimCounts() {
        api.putValue(keys.config(), "{\"settle\":\"0s\",\"limit\":2}");
        api.putValue(keys.slots("group"), "{\"claims\":[" + OTHERS + "]}");

        Outcome end = run((method, arguments) -> {
            if (method.equals("write") && api.value(keys.config()).orElse("").contains("2")) {
                api.putValue(keys.config(), "{\"settle\":\"0s\",\"limit\":1}");
            }
        });

        assertThat(end.code()).isEqualTo(ExitCode.NO_SLOT);
        assertThat(api.value(keys.slots("group"))).contains("{\"claims\":[" + OTHERS + "]}");
        assertThat(world.done).isEmpty();
    }

    /** What is not undone is not forgotten by what the rest of the run would say of itself. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aStopInTheMomentOfUndoingADrainLeavesItStandingForALaterRun(boolean fileIsLost) {
        String stop = keys.stop();
        run((method, arguments) -> {
            if (world.done.contains("pre_boot")) {
                api.putValue(stop, "incident 42");
            }
        });
        assertThat(world.done).containsExactly("pre_boot");
        api.delete(stop);
        api.delete(keys.rebootRequired(world.node));

        Outcome stopped = run((method, arguments) -> {
            if (method.equals("read")
                    && arguments[1] instanceof List<?> read
                    && read.contains(keys.lease(world.node))) {
                api.putValue(stop, "incident 43");
            }
        });

        assertThat(stopped.code()).as(stopped.text()).isEqualTo(ExitCode.STOPPED);
        assertThat(stopped.text()).contains("incident 43", "stays drained", "`rebootmgr run --undo`");
        assertThat(world.done).containsExactly("pre_boot");
        assertThat(api.value(keys.status(world.node)).orElse("")).contains("\"drained\"");
        api.delete(stop);
        if (fileIsLost) {
            world.deleteClaim();
        }
        assertThat(run((method, arguments) -> {}).code()).isEqualTo(ExitCode.DONE);
        assertThat(world.done).containsExactly("pre_boot", "abort");
        assertThat(api.value(keys.status(world.node)).orElse("")).doesNotContain("\"drained\"");
        assertThat(world.hasClaimFile()).isFalse();
    }

    /** A claim whose lock is gone does not count, so its node can be leased; the drain is undone when that is over. */
    @Test
    void aNodeLeasedInTheMomentInWhichItsDrainIsLeftStandingHasNoClaimBesideThat() {
        String lease = keys.lease(world.node);
        Outcome stopped = run((method, arguments) -> {
            if (world.done.contains("pre_boot")) {
                api.putValue(keys.stop(), "incident 42");
            }
            if (method.equals("write")
                    && arguments[0] instanceof List<?> operations
                    && operations.toString().contains(keys.out("group", world.node))
                    && api.value(lease).isEmpty()) {
                api.delete(keys.preparing("group", world.node));
                api.putValue(lease, "{\"id\":\"1\",\"holder\":\"bob\",\"purpose\":\"maintenance\",\"hold\":true}");
            }
        });

        assertThat(stopped.code()).as(stopped.text()).isEqualTo(ExitCode.STOPPED);
        assertThat(api.value(lease)).isPresent();
        assertThat(api.value(keys.slots("group"))).contains("{\"claims\":[]}");
        assertThat(api.value(keys.out("group", world.node))).isEmpty();
        assertThat(api.value(keys.status(world.node)).orElse("")).contains("\"drained\"");
        assertThat(world.done).containsExactly("pre_boot");
        api.delete(keys.stop());
        api.delete(keys.rebootRequired(world.node));
        run((method, arguments) -> {});
        assertThat(world.done).containsExactly("pre_boot");
        api.delete(lease);
        assertThat(run((method, arguments) -> {}).code()).isEqualTo(ExitCode.DONE);
        assertThat(world.done).containsExactly("pre_boot", "abort");
    }

    /** Consul may be out of reach for as long as a run has patience, and the run die meanwhile. */
    @Test
    void aDrainThatIsUndoneIsNotUndoneOnceMoreWhenItsRunDiesBeforeConsulHears() {
        Outcome stopped = run((method, arguments) -> {
            if (world.done.contains("pre_boot")) {
                api.putValue(keys.stop(), "incident 42");
            }
        });
        assertThat(stopped.code()).isEqualTo(ExitCode.STOPPED);
        api.delete(keys.stop());
        api.delete(keys.rebootRequired(world.node));
        assertThatThrownBy(() -> run((method, arguments) -> {
                    if (world.done.contains("abort")) {
                        throw new IllegalStateException("dead");
                    }
                }))
                .hasMessage("dead");

        assertThat(run((method, arguments) -> {}).code()).isEqualTo(ExitCode.DONE);

        assertThat(world.done).containsExactly("pre_boot", "abort");
        assertThat(api.value(keys.slots("group"))).contains("{\"claims\":[]}");
        assertThat(api.value(keys.status(world.node)).orElse("")).doesNotContain("\"drained\"");
    }

    /** The abort tasks do not wait for Consul, and may run for longer than the session lives that nobody renews. */
    @Test
    void aSlotThatConsulDoesNotKeepBeforeTheAbortTasksIsKeptWhileTheyRun() {
        world.looks = 3;
        Duration[] asked = {null};
        String[] list = {""};

        Outcome end = run((method, arguments) -> {
            if (world.done.contains("pre_boot")) {
                api.delete(keys.rebootRequired(world.node));
            }
            boolean marks = method.equals("write") && arguments[0].toString().contains(keys.out("group", world.node));
            if (marks && asked[0] == null) {
                asked[0] = world.elapsed();
            }
            if (marks && world.elapsed().minus(asked[0]).compareTo(Duration.ofSeconds(6)) < 0) {
                throw new ConsulException(ConsulException.Kind.NO_LEADER, "an election takes seconds");
            }
            if (world.done.contains("abort") && list[0].isEmpty()) {
                list[0] = api.value(keys.slots("group")).orElse("");
            }
        });

        assertThat(end.code()).as(end.text()).isEqualTo(ExitCode.DONE);
        assertThat(list[0]).as("as the abort tasks were through").contains("\"drained\"");
        assertThat(api.value(keys.slots("group"))).contains("{\"claims\":[]}");
        assertThat(api.value(keys.out("group", world.node))).isEmpty();
        assertThat(world.done).containsExactly("pre_boot", "abort");
    }

    /** A node that has been changed and is held before its reboot command keeps its slot, and says why. */
    @Test
    void whatHoldsAChangedNodeAfterItsSecondCommitIsTold() {
        world.changes = true;
        boolean[] committed = {false};

        Outcome held = run((method, arguments) -> {
            if (committed[0] && method.equals("read")) {
                api.putValue(keys.config(), "{\"settle\":\"0s\",\"enabled\":false}");
            }
            committed[0] |= method.equals("write")
                    && arguments[0] instanceof List<?> operations
                    && operations.stream()
                            .anyMatch(one -> one instanceof Operation.PutIf put
                                    && put.key().equals(keys.slots("group"))
                                    && new String(put.value(), StandardCharsets.UTF_8).contains("rebooting"));
        });

        assertThat(held.code()).isEqualTo(ExitCode.DISABLED);
        assertThat(world.done).doesNotContain("reboot");
        assertThat(api.value(keys.slots("group")).orElse("")).contains("rebooting");
        assertThat(api.value(keys.status(world.node)).orElse("")).contains("\"code\":101");
    }

    @Test
    void aMachineThatAsksTheAgentOfAnotherDoesNotTakeUpItsClaim() {
        assertThat(run((method, arguments) -> {}).code()).isEqualTo(ExitCode.DONE);
        world = new World(world.node, "group", keys);
        elsewhere = true;

        Outcome end = run((method, arguments) -> {});

        assertThat(end.code()).isEqualTo(ExitCode.INVALID);
        assertThat(end.text()).contains("consul.address");
        assertThat(world.done).isEmpty();
        assertThat(api.value(keys.out("group", world.node)).orElse("")).contains("rebooting");
    }

    /** To take its name, too, is what would make all machines one node. */
    @Test
    void aMachineThatAsksTheAgentOfAnotherIsToldToAskItsOwn() {
        world = new World("mine", "group", keys);
        api.putValue(keys.rebootRequired("mine"), "update");
        elsewhere = true;

        assertThat(run((method, arguments) -> {}).text())
                .contains("not on this machine", "consul.address")
                .doesNotContain("node.name");
    }

    /** Everybody in the group can write its list; what a node says of itself may not come from there. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"boot_id\":\"[^\"]*\" | \"boot_id\":\"forged\"",
                "\"reason\":\"[^\"]*\" | \"reason\":\"forged\"",
                "\"services\":\\[[^]]*]  | \"services\":[\"forged\"]",
            })
    void whatSomebodyWroteIntoAClaimThatPreparesIsNotCommitted(String genuine, String forged) {
        Outcome end = run(forgingBeforeCommit(genuine, forged));

        assertThat(end.code()).as(end.text()).isEqualTo(ExitCode.DONE);
        assertThat(api.value(keys.out("group", world.node)).orElse(""))
                .contains("\"state\":\"rebooting\"", "\"services\":[\"" + SERVICE + "\"]")
                .doesNotContain("forged");
    }

    /** What cannot be read in it any more would be given up by the next run, while the node goes down. */
    @Test
    void aClaimThatSomebodyPutIntoTheirOwnNameIsNotCommitted() {
        String session = api.put("/v1/session/create", "{}").json().get("ID").asText();
        api.put("/v1/kv/" + keys.preparing("group", "evil") + "?acquire=" + session, "");

        Outcome end = run(forgingBeforeCommit(
                "\"node\":\"[^\"]*\"(.*)\"session\":\"[^\"]*\"", "\"node\":\"evil\"$1\"session\":\"" + session + "\""));

        assertThat(end.code()).as(end.text()).isEqualTo(ExitCode.CLAIM_LOST);
        assertThat(world.done).doesNotContain("reboot");
        assertThat(api.value(keys.out("group", world.node))).isEmpty();
    }

    private Before forgingBeforeCommit(String genuine, String forged) {
        boolean[] done = {false};
        return (method, arguments) -> {
            if (world.done.contains("pre_boot") && !done[0]) {
                done[0] = true;
                String list = api.value(keys.slots("group")).orElseThrow();
                String other = list.replaceAll(genuine, forged);
                assertThat(other).isNotEqualTo(list);
                api.putValue(keys.slots("group"), other);
            }
        };
    }

    /**
     * Whoever took over a node can hide its group's claims from other groups, and this node may have stood still since
     * its last look: then one of another group that has the same service went meanwhile.
     */
    @Test
    void oneOfAnotherGroupThatWentBetweenTheLastGatesAndTheCommitKeepsThisNodeUp() {
        Outcome end = runWithASharedService(() ->
                api.putValue(keys.out("others", "other"), OTHERS.replace("\"b\"", "\"b\",\"services\":[\"shared\"]")));

        assertThat(end.code()).as(end.text()).isEqualTo(ExitCode.HEALTH);
        assertThat(end.text()).contains("shared", "other");
    }

    /** So it is with a service that failed while this process stood still. */
    @Test
    void aServiceThatFailedBetweenTheLastGatesAndTheCommitKeepsThisNodeUp() {
        Outcome end = runWithASharedService(
                () -> cluster.clients().getFirst().api().setCheck("service:shared", "critical", "down"));

        assertThat(end.code()).as(end.text()).isEqualTo(ExitCode.HEALTH);
    }

    private Outcome runWithASharedService(Runnable meanwhile) {
        ConsulApi local = cluster.clients().getFirst().api();
        local.registerService("shared", "shared", "rebootmgr");
        try {
            Outcome end = run((method, arguments) -> {
                if (method.equals("write") && arguments[0] instanceof List<?> operations && commits(operations)) {
                    meanwhile.run();
                }
            });
            assertThat(world.done).doesNotContain("reboot").contains("abort");
            assertThat(api.value(keys.out("group", world.node))).isEmpty();
            assertThat(api.value(keys.slots("group"))).contains("{\"claims\":[]}");
            return end;
        } finally {
            local.put("/v1/agent/service/deregister/shared", "");
        }
    }

    private boolean commits(List<?> operations) {
        return operations.stream()
                .anyMatch(o -> o instanceof Operation.Put put && put.key().equals(keys.out("group", world.node)));
    }

    private boolean clearsTheTrigger(List<?> operations) {
        return operations.stream()
                .anyMatch(o ->
                        o instanceof Operation.DeleteIf delete && delete.key().equals(keys.rebootRequired(world.node)));
    }

    @Test
    void aQuestionThatStaysUnansweredWhileTheKeysCanBeReadEndsTheRunAndFreesTheSlot() {
        boolean[] claimed = {false};
        Outcome end = run((method, arguments) -> {
            claimed[0] |= method.equals("createSession");
            if (claimed[0] && method.equals("localServices")) {
                throw new ConsulException(ConsulException.Kind.UNREACHABLE, "500 from the agent");
            }
        });

        assertThat(end.code()).isEqualTo(ExitCode.CLAIM_LOST);
        assertThat(api.value(keys.slots("group"))).contains("{\"claims\":[]}");
        assertThat(world.done).isEmpty();
        assertThat(world.hasClaimFile()).isFalse();
    }
}
