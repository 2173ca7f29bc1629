package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.policy.Moments;
import io.rebootmgr.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One disturbs a node at a time: a technician, a tool, or rebootmgr itself. */
class LeaseIT {
    @TempDir
    private Path folder;

    private TestFleet fleet;
    private TestNode node;

    @BeforeEach
    void aNodeThatCouldReboot() {
        fleet = new TestFleet(folder).policy("{}");
        node = fleet.node(1)
                .env("USER", "alice")
                .task("pre_boot", "10-drain", "exit 0")
                .task("post_boot", "10-start", "exit 0")
                .task("abort", "10-undrain", "exit 0");
    }

    private String key() {
        return "nodes/" + node.name + "/lease";
    }

    private TestNode.Result acquire(String... more) {
        List<String> args = new ArrayList<>(
                List.of("lease", "acquire", node.name, "--purpose", "maintenance", "--reason", "disk swap"));
        args.addAll(List.of(more));
        return node.run(args.toArray(String[]::new));
    }

    private String held() {
        var acquired = acquire("--hold");
        assertThat(acquired.code()).as(acquired.err()).isZero();
        return acquired.out().strip();
    }

    @Test
    void whoHasItIsToldToEverybodyElse() {
        String id = held();
        assertThat(id).matches("[0-9a-f]{12}");
        assertThat(node.run("lease", "check", node.name))
                .matches(check -> check.code() == 12)
                .satisfies(check -> assertThat(check.out())
                        .contains(
                                "leased by alice@" + node.name + " for maintenance since ",
                                ": disk swap",
                                "--force --reason")
                        .as("who is in a hurry would paste it")
                        .doesNotContain(id));
        var second = acquire("--ttl", "60s");
        assertThat(second.code()).as("the same holder too").isEqualTo(12);
        assertThat(second.out()).isEmpty();
        assertThat(second.err()).contains("leased by alice@" + node.name, "disk swap", "lease check");
        assertThat(node.run("lease", "list").out())
                .contains(node.name, "alice@", "maintenance", "disk swap", id)
                .containsPattern("ENDS[^\n]*\n[^\n]* never ");
        assertThat(node.run("lease", "list", "--json").out())
                .contains("\"id\" : \"" + id + "\"", "\"kind\" : \"lease\"", "\"hold\" : true", "\"expires\" : null");
        assertThat(node.run("status").out()).contains("LEASED", "disk swap");
        assertThat(node.run("history", node.name).out()).contains("it stands").doesNotContain("not known");
        assertThat(node.run("status", "--json").out()).contains("\"leases\"", id);
    }

    @Test
    void itIsGivenBackUnderItsIdAlone() {
        String id = held();
        var wrong = node.run("lease", "release", node.name, "--id", "nosuch");
        assertThat(wrong.code()).isEqualTo(64);
        assertThat(wrong.err()).contains("nothing was released", "leased under another id", "disk swap");
        assertThat(fleet.has(key())).isTrue();
        assertThat(node.run("lease", "renew", node.name, "--id", id).code()).isZero();
        assertThat(node.run("lease", "renew", node.name, "--id", "nosuch").code())
                .isEqualTo(64);
        assertThat(node.run("lease", "release", node.name, "--id", id).out()).contains("released: " + node.name);
        assertThat(fleet.has(key())).isFalse();
        assertThat(node.run("lease", "check", node.name).code()).isZero();
        assertThat(node.run("lease", "release", node.name, "--id", id).code()).isEqualTo(64);
        assertThat(fleet.get("nodes/" + node.name + "/history")).contains("\"how\":\"released\"", "disk swap");
    }

    @Test
    void anOperatorEndsItByForceAndTheLogbookSaysWhy() {
        held();
        assertThat(node.run("lease", "release", node.name, "--force").code()).isEqualTo(64);
        var forced = node.run("lease", "release", node.name, "--force", "--reason", "he went home");
        assertThat(forced.code()).as(forced.err()).isZero();
        assertThat(fleet.get("nodes/" + node.name + "/history")).contains("\"how\":\"forced\"", "he went home");
        assertThat(node.run("history", node.name).out()).contains("LEASED", "disk swap", "forced", "he went home");
    }

    @Test
    void theLogbookTellsOfOneThatWasTakenByOtherMeansToo() {
        fleet.put(
                key(),
                "{\"id\":\"a\",\"holder\":\"bob\",\"purpose\":\"maintenance\",\"reason\":\"a fan\","
                        + "\"since\":\"2026-11-28T12:00:00Z\",\"hold\":true}");
        var forced = node.run("lease", "release", node.name, "--force", "--reason", "by phone");
        assertThat(forced.code()).as(forced.err()).isZero();
        assertThat(node.run("history", node.name).out()).contains("LEASED", "bob", "a fan", "forced", "by phone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "{}", "{\"id\":7}", "[]", "", "{\"id\":\"\",\"holder\":\"h\"}"})
    void whatIsNoLeaseIsHeldBySomebodyUnknown(String content) {
        fleet.put(key(), content);
        node.wantsReboot();
        assertThat(node.run("run").code()).isEqualTo(12);
        assertThat(acquire("--hold").code()).isEqualTo(12);
        assertThat(node.run("lease", "check", node.name).out()).contains("somebody unknown", "--force");
        assertThat(node.run("lease", "list").out()).contains("unknown");
        assertThat(node.run("lease", "release", node.name, "--force", "--reason", "r")
                        .code())
                .isZero();
        assertThat(node.run("run").code()).isZero();
    }

    @Test
    void nothingStartsUnderALease() {
        String id = held();
        assertThat(node.run("run").code()).as("an idle run").isZero();
        assertThat(node.run("request").err()).contains("only when its lease has ended", "disk swap");
        for (int again = 0; again < 2; again++) {
            var run = node.run("run");
            assertThat(run.code()).isEqualTo(12);
            assertThat(run.err()).contains("held by lease", "disk swap");
        }
        assertThat(node.run("reboot", "--yes", "--ignore", "window").code()).isEqualTo(12);
        assertThat(node.run("check").code()).isEqualTo(12);
        assertThat(node.run("run", "--dry-run").code()).isEqualTo(12);
        assertThat(node.log()).isEmpty();
        assertThat(node.run("lease", "release", node.name, "--id", id).code()).isZero();
        assertThat(node.run("run").code()).isZero();
        assertThat(node.log()).contains("reboot");
    }

    @Test
    void aNodeWithAClaimIsNotLeased() {
        node.wantsReboot();
        assertThat(node.run("run").code()).isZero();
        var taken = acquire("--hold");
        assertThat(taken.code()).isEqualTo(12);
        assertThat(taken.err())
                .contains("its own claim")
                .containsPattern("rebooting since [A-Z][a-z]{2} 20[-0-9]{8} [:0-9]{5} [^ ]+: new kernel\n");
        var check = node.run("lease", "check", node.name);
        assertThat(check.code()).isEqualTo(12);
        assertThat(check.out()).containsPattern("is rebooted by rebootmgr: .*, rebooting for [0-9]+s: new kernel\n");
        assertThat(node.run("lease", "list", "--json").out()).contains("\"kind\" : \"claim\"");
        String claim = fleet.slots().replaceAll(".*\"id\":\"([0-9a-f]+)\".*", "$1");
        var release = node.run("lease", "release", node.name, "--id", claim);
        assertThat(release.code()).isEqualTo(64);
        assertThat(release.err()).contains("rebootmgr release " + node.name + " --claim " + claim);
    }

    /** One list says who disturbs what, and what with. */
    @Test
    void aClaimIsListedWithTheKindOfItsChange() {
        fleet.put(
                "groups/" + fleet.group + "/slots",
                "{\"claims\":[{\"id\":\"4aecd88d8d58\",\"node\":\"%s\",\"state\":\"changing\",\"boot_id\":\"b\","
                                .formatted(node.name)
                        + "\"session\":\"\",\"since\":\"2026-01-30T12:00:00Z\",\"reason\":\"v2\",\"services\":[],"
                        + "\"change\":\"drain\"}]}");
        assertThat(node.run("lease", "list", "--json").out()).contains("\"purpose\" : \"drain\"");
        var check = node.run("lease", "check", node.name);
        assertThat(check.code()).isEqualTo(12);
        assertThat(check.out()).contains("is changed by rebootmgr: claim 4aecd88d8d58");
    }

    /** The way there for a node that never came back: its claim is released, then it is leased. */
    @Test
    void whoBootsUnderALeaseDoesNotGoBackIntoService() {
        node.wantsReboot();
        assertThat(node.run("run").code()).isZero();
        String claim = fleet.slots().replaceAll(".*\"id\":\"([0-9a-f]+)\".*", "$1");
        assertThat(node.run("release", node.name, "--claim", claim, "--reason", "disk is broken")
                        .code())
                .isZero();
        String id = held();
        node.boot();
        for (int again = 0; again < 2; again++) {
            var run = node.run("run");
            assertThat(run.code()).as(run.err()).isEqualTo(12);
            assertThat(run.err()).contains("it goes back into service", "disk swap");
            assertThat(TestFleet.maintenance(node)).contains("new kernel");
        }
        assertThat(node.run("status").out())
                .containsPattern(node.name + " +" + fleet.group + " +held +exit 12")
                .contains("when that has ended it goes back into service");
        assertThat(node.run("check").code()).isEqualTo(12);
        assertThat(node.log()).noneMatch(line -> line.startsWith("post_boot"));
        assertThat(node.hasClaimFile()).isTrue();
        assertThat(node.run("lease", "release", node.name, "--id", id).code()).isZero();
        assertThat(node.run("run").code()).isZero();
        assertThat(node.log()).contains("post_boot 10-start");
        assertThat(TestFleet.maintenance(node)).isEmpty();
    }

    /** The first run of a boot does it, and no other. */
    @Test
    void whatIsLeasedToBeOffIsSwitchedOffOnceWhenItBoots() {
        node.settings("[lease]\npower_off_command = [\"sh\", \"-c\", \"echo off >> " + node.folder + "/log\"]\n");
        var acquired = node.run(
                "lease", "acquire", node.name, "--purpose", "power-off", "--reason", "no power to spare", "--hold");
        assertThat(acquired.code()).isZero();
        assertThat(node.run("run").code()).as("it was up when it was leased").isZero();
        node.boot();
        for (String[] looks : List.of(new String[] {"check"}, new String[] {"run", "--dry-run"})) {
            var look = node.run(looks);
            assertThat(look.code()).isEqualTo(12);
            assertThat(look.out() + look.err()).contains("would switch this node off", "no power to spare");
        }
        assertThat(node.log()).isEmpty();
        var run = node.run("run");
        assertThat(run.code()).isEqualTo(12);
        assertThat(run.err()).contains("switching this node off", "no power to spare");
        assertThat(node.run("check").code()).as("once in a boot").isZero();
        assertThat(node.run("run").code()).isZero();
        assertThat(node.log()).containsExactly("off");
        node.boot();
        assertThat(node.run("run").code()).as("another boot").isEqualTo(12);
    }

    /** Its taker's clock is days behind: by that alone the node would have booted since. */
    @Test
    void whatIsUpWhenItIsLeasedStaysUpWhateverTheClocksSay() {
        node.settings("[lease]\npower_off_command = [\"sh\", \"-c\", \"echo off >> " + node.folder + "/log\"]\n");
        assertThat(node.run("run").code()).as("it says which boot it is on").isZero();
        var acquired =
                node.run("lease", "acquire", node.name, "--purpose", "power-off", "--reason", "no power", "--hold");
        assertThat(acquired.code()).as(acquired.err()).isZero();
        fleet.put(key(), fleet.get(key()).replaceAll("\"since\":\"[^\"]+\"", "\"since\":\"2020-01-01T00:00:00Z\""));
        assertThat(node.run("run").code()).isZero();
        assertThat(node.log()).isEmpty();
        node.boot();
        assertThat(node.run("run").code()).isEqualTo(12);
        assertThat(node.log()).containsExactly("off");
    }

    @Test
    void aPreparingClaimWhoseSessionIsGoneIsNone() {
        fleet.put(
                "groups/" + fleet.group + "/slots",
                "{\"claims\":[{\"id\":\"c1\",\"node\":\"" + node.name + "\",\"state\":\"preparing\",\"boot_id\":\"b\","
                        + "\"session\":\"0d0d0d0d-0d0d-0d0d-0d0d-0d0d0d0d0d0d\",\"since\":\"2026-01-01T00:00:00Z\","
                        + "\"reason\":\"r\"}]}");
        held();
        assertThat(fleet.slots()).doesNotContain("\"c1\"");
    }

    /** Everybody in the group may write the list, and hide a claim there. */
    @Test
    void whoHoldsALockOfItsOwnIsNotFree() {
        String session =
                fleet.api().put("/v1/session/create", "{}").json().path("ID").asText();
        fleet.api()
                .put(
                        "/v1/kv/" + fleet.prefix + "/groups/" + fleet.group + "/preparing/" + node.name + "?acquire="
                                + session,
                        "hot c1");
        var check = node.run("lease", "check", node.name);
        assertThat(check.code()).isEqualTo(12);
        assertThat(check.out())
                .contains("claim c1 in group " + fleet.group + ", changing in service for an unknown time");
        assertThat(node.run("lease", "list", "--json").out())
                .contains("\"since\" : null")
                .doesNotContain("1970");
        var taken = acquire("--hold");
        assertThat(taken.code()).isEqualTo(12);
        assertThat(taken.err()).contains("changing in service for an unknown time");
        fleet.api().put("/v1/session/destroy/" + session, "");
    }

    /** What stands in the list is anybody's to write. */
    @Test
    void whatAClaimIsForIsMadeFitForATerminal() {
        fleet.put(
                "groups/" + fleet.group + "/slots",
                "{\"claims\":[{\"id\":\"c1\",\"node\":\"%s\",\"state\":\"rebooting\",\"boot_id\":\"b\","
                                .formatted(node.name)
                        + "\"session\":\"\",\"since\":\"2026-01-30T12:00:00Z\",\"services\":[],\"reason\":\"a\\u001b[31m\\nb"
                        + "x".repeat(500) + "\"}]}");
        for (String said : List.of(
                node.run("lease", "check", node.name).out(), acquire("--hold").err())) {
            assertThat(said).contains(": a b").hasSizeLessThan(500).doesNotContain("\u001b");
        }
    }

    /** What comes at the end of a rollout is no claim, and disturbs the node all the same. */
    @Test
    void whoRunsSomethingForItsGroupIsNotFree() {
        String lock = "rollout_locks/" + fleet.group + "/4aecd88d8d58";
        fleet.put(lock, node.name);
        assertThat(node.run("lease", "check", node.name).code())
                .as("nobody holds it")
                .isZero();
        String session =
                fleet.api().put("/v1/session/create", "{}").json().path("ID").asText();
        fleet.api().put("/v1/kv/" + fleet.prefix + "/" + lock + "?acquire=" + session, node.name);
        var check = node.run("lease", "check", node.name);
        assertThat(check.code()).isEqualTo(12);
        assertThat(check.out()).contains("once for its group", lock);
        var taken = acquire("--hold");
        assertThat(taken.code()).isEqualTo(12);
        assertThat(taken.err()).contains("once for its group", lock);
        fleet.api().put("/v1/session/destroy/" + session, "");
        held();
    }

    /** A tool knows its leases again by it. */
    @Test
    void aLongHolderIsNotCutAndOneThatIsTooLongIsRefused() {
        String holder = "k8s/" + "x".repeat(490);
        var acquired = acquire("--hold", "--holder", holder);
        assertThat(acquired.code()).as(acquired.err()).isZero();
        assertThat(node.run("lease", "list", "--json").out()).contains("\"" + holder + "\"");
        assertThat(acquire("--hold", "--holder", "x".repeat(501)).code()).isEqualTo(64);
    }

    @Test
    void slotsThatCannotBeReadMayHoldTheClaimOfANodeThatNeverSaidAnything() {
        fleet.put("groups/broken/slots", "garbage");
        var acquired = acquire("--hold");
        assertThat(acquired.code()).isEqualTo(105);
        assertThat(acquired.err()).contains("groups/broken/slots");
        assertThat(node.run("lease", "check", node.name).code()).isEqualTo(105);
        assertThat(fleet.has(key())).isFalse();
    }

    @Test
    void slotsThatCannotBeReadHideNobodyWhoSaysHimselfWhereHeIs() {
        fleet.put(
                "nodes/" + node.name + "/status",
                "{\"group\":\"" + fleet.group + "\",\"state\":\"idle\",\"kernel\":\"6.1\",\"boot_id\":\"b\","
                        + "\"agent_version\":\"0.2\",\"failures\":0,\"parked\":[],\"speaks\":2}");
        fleet.put("groups/" + fleet.group + "/slots", "garbage");
        assertThat(node.run("lease", "check", node.name).code()).isZero();
        held();

        fleet.delete(key());
        fleet.put("groups/" + fleet.group + "/out/" + node.name, "garbage");
        var acquired = acquire("--hold");
        assertThat(acquired.code()).isEqualTo(12);
        assertThat(acquired.err()).contains("out of service, by its own word", "/out/" + node.name);
        assertThat(node.run("lease", "check", node.name).code()).isEqualTo(12);
    }

    /** Whoever is at a hot change holds its lock. */
    @Test
    void hotClaimsThatCannotBeReadKeepNobodyFromALease() {
        fleet.put("groups/broken/hot", "garbage");
        held();
    }

    @Test
    void whoSitsAtATerminalIsToldHowToKeepItAndToGiveItBack() {
        var acquired = node.answering(
                "", "lease", "acquire", node.name, "--purpose", "maintenance", "--reason", "disk swap", "--ttl", "20s");
        String with = node.name + " --id " + acquired.out().strip() + "`";
        assertThat(acquired.err())
                .contains("to give it back: `rebootmgr lease release " + with)
                .contains("; renew it within 20s: `rebootmgr lease renew " + with);
    }

    @Test
    void aLeaseWithATtlGoesWithItsSession() {
        var acquired = acquire("--ttl", "10s");
        assertThat(acquired.code()).as(acquired.err()).isZero();
        String session = fleet.api()
                .get("/v1/kv/" + fleet.prefix + "/" + key())
                .path(0)
                .path("Session")
                .asText();
        assertThat(session).isNotEmpty();
        assertThat(node.run("lease", "renew", node.name, "--id", acquired.out().strip())
                        .code())
                .isZero();
        fleet.api().put("/v1/session/destroy/" + session, "");
        assertThat(node.run("lease", "check", node.name).code()).isZero();
        assertThat(acquire("--hold").code()).isZero();
    }

    /** Written by a tool whose session does not delete what it locked. */
    @Test
    void whatHangsOnASessionThatIsGoneIsFree() {
        fleet.put(
                key(), "{\"id\":\"x\",\"holder\":\"tool\",\"purpose\":\"fencing\",\"since\":\"2026-01-01T00:00:00Z\"}");
        assertThat(node.run("lease", "check", node.name).code()).isZero();
        node.wantsReboot();
        assertThat(node.run("run").code()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"--ttl 9s", "--ttl 25h", "--ttl soon", "--hold --ttl 60s", "''"})
    void wrongUsageTakesNothing(String life) {
        assertThat(acquire(life.isEmpty() ? new String[0] : life.split(" ")).code())
                .isEqualTo(64);
        assertThat(node.run("lease", "acquire", node.name, "--purpose", "fun", "--reason", "r", "--hold")
                        .err())
                .contains("maintenance, drain, config, update, power-off, fencing, delete, other");
        assertThat(fleet.has(key())).isFalse();
    }

    @Test
    void anUnknownNodeIsASlip() {
        var slip = node.run("lease", "acquire", "nosuch", "--purpose", "other", "--reason", "r", "--hold");
        assertThat(slip.code()).isEqualTo(64);
        assertThat(slip.err()).contains("Consul knows no node nosuch", " --force`");
        var work = node.run("lease", "exec", "nosuch", "--purpose", "other", "--reason", "r", "--", "ls", "-l");
        assertThat(work.err()).contains(" --force -- ls -l`");
    }

    @Test
    void whoWaitsGetsItWhenItIsFree() {
        String id = held();
        var waiting = CompletableFuture.supplyAsync(() -> acquire("--ttl", "10s", "--wait", "1m"));
        assertThat(node.run("lease", "release", node.name, "--id", id).code()).isZero();
        assertThat(waiting.join().code()).as(waiting.join().err()).isZero();
    }

    @Test
    void whoIsRefusedForAFailedClaimIsNotToldToWait() {
        FailedNode.put(fleet, node.name, "returning", "failed");
        assertThat(acquire("--hold").err())
                .contains(
                        "that does not end by itself: its node has failed (the task 10-x failed)",
                        "`rebootmgr release " + node.name + " --claim 4aecd88d8d58 --reason …`")
                .doesNotContain("`--wait 30m` waits for it");
    }

    @Test
    void whatTheNodeWantsIsToldToWhoTakesIt() {
        fleet.put("nodes/" + node.name + "/reboot_required", "new kernel");
        fleet.put(
                "nodes/" + node.name + "/status",
                "{\"group\":\"" + fleet.group + "\",\"state\":\"idle\",\"kernel\":\"k\",\"boot_id\":\"b\","
                        + "\"agent_version\":\"0.1.0\",\"failures\":0}");
        var acquired = acquire("--hold");
        assertThat(acquired.code()).isZero();
        assertThat(acquired.err())
                .contains("is to reboot as soon as the lease has ended", "new kernel", "0.1.0, does not know leases");
    }

    /** The node takes back what its claim has obeyed once it is up again, and reboots no second time. */
    @Test
    void whatItsReleasedClaimMayHaveObeyedIsToldAsThat() {
        fleet.put("nodes/" + node.name + "/reboot_required", "new kernel");
        assertThat(node.run("run").code()).isZero();
        String claim = fleet.slots().replaceAll(".*\"id\":\"([0-9a-f]+)\".*", "$1");
        assertThat(node.run("release", node.name, "--claim", claim, "--reason", "disk")
                        .code())
                .isZero();
        var acquired = acquire("--hold");
        assertThat(acquired.err())
                .contains("already by claim " + claim
                        + ", which was released; else it is to reboot as soon as the lease");

        node.boot();
        assertThat(node.run(
                                "lease",
                                "release",
                                node.name,
                                "--id",
                                acquired.out().strip())
                        .code())
                .isZero();
        assertThat(node.run("run").code()).isZero();
        assertThat(fleet.has("nodes/" + node.name + "/reboot_required")).isFalse();
        assertThat(node.log()).containsOnlyOnce("reboot");
    }

    private void rolloutUnderWay() {
        fleet.put(
                "nodes/" + node.name + "/status",
                "{\"group\":\"" + fleet.group + "\",\"state\":\"idle\",\"kernel\":\"k\",\"boot_id\":\"b\","
                        + "\"agent_version\":\"1\",\"failures\":0,\"speaks\":2}");
        var start = node.run(
                "rollout", "start", "v2", "--change", "hot", "--canaries", node.name, "--soak", "1h", "--reason", "r");
        assertThat(start.code()).as(start.err()).isZero();
    }

    /** Nobody waits for who was skipped, or is done and has nothing to do at the end. */
    @ParameterizedTest
    @CsvSource({
        "waiting, '', true",
        "running, '', true",
        "ok, '', false",
        "ok, GROUP, true",
        "failed, '', false",
        "skipped, '', false",
        "left_out, '', false",
    })
    void thatARolloutIsUnderWayIsToldWhereItWaitsForTheNode(String state, String finalizes, boolean told) {
        rolloutUnderWay();
        String id = fleet.get("rollouts").replaceAll(".*?\"id\":\"([^\"]+)\".*", "$1");
        fleet.put(
                "rollout_nodes/" + node.name,
                "{\"id\":\"%s\",\"wave\":\"canaries\",\"state\":\"%s\",\"at\":\"2026-01-01T00:00:00Z\",\"finalizes\":\"%s\"}"
                        .formatted(id, state, finalizes.replace("GROUP", fleet.group)));

        String said = acquire("--hold").err();

        if (told) {
            assertThat(said).contains("and waits for " + node.name + " if its turn comes meanwhile");
        } else {
            assertThat(said).doesNotContain("rollout");
        }
    }

    @Test
    void thatARolloutIsUnderWayIsToldToo() {
        rolloutUnderWay();
        assertThat(acquire("--hold").err())
                .contains("a rollout is under way in group " + fleet.group, "version v2", "rollout status");
    }

    /** As its taker's clock had it, which is days behind or ahead. The lock on it stays. */
    private Instant since(int days) {
        Instant since = Instant.now().plus(days, ChronoUnit.DAYS);
        fleet.put(key(), fleet.get(key()).replaceAll("\"since\":\"[^\"]+\"", "\"since\":\"" + since + "\""));
        return since;
    }

    /** In words its moment is shown as it stands there; in a table how far off that is by the clock of who looks. */
    @ParameterizedTest
    @CsvSource({
        "-5, --hold, 5d 0h",
        "5, --hold, its clock is 4d 23h ahead",
        "-5, --ttl 10s, 5d 0h",
        "5, --ttl 10s, its clock is 4d 23h ahead"
    })
    void itStandsWhateverTheClocksSay(int days, String life, String age) {
        String id = acquire(life.split(" ")).out().strip();
        String since = Moments.alone(since(days), ZoneId.systemDefault());
        node.wantsReboot();

        for (var held : List.of(node.run("run"), node.run("lease", "check", node.name), acquire("--hold"))) {
            assertThat(held.code()).as(held.err()).isEqualTo(12);
            assertThat(held.out() + held.err()).contains("since " + since + ": disk swap");
        }
        assertThat(node.run("lease", "renew", node.name, "--id", id).code()).isZero();
        assertThat(node.run("lease", "list").out()).containsPattern("maintenance +" + age + " ");

        assertThat(node.run("lease", "release", node.name, "--id", id).code()).isZero();
        assertThat(node.run("lease", "check", node.name).code()).isZero();
        assertThat(node.run("run").code()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {-5, 5})
    void aCommandGoesOnUnderItsLeaseWhateverTheClocksSay(int days) {
        Path started = folder.resolve("started");
        Path go = folder.resolve("go");
        var running = CompletableFuture.supplyAsync(
                () -> exec("sh", "-c", "touch " + started + "; while ! test -e " + go + "; do sleep 0.1; done"));
        Await.until(() -> started.toFile().exists(), Await.BOUND, "it runs");
        since(days);
        assertThat(node.wantsReboot().run("run").code()).isEqualTo(12);
        assertThat(go.toFile().mkdir()).isTrue();
        assertThat(running.join().code()).as(running.join().err()).isZero();
        assertThat(fleet.has(key())).isFalse();
        assertThat(node.run("run").code()).isZero();
    }

    @Test
    void aCommandRunsUnderALeaseAndItsCodeIsTheResult() {
        Path proof = folder.resolve("proof");
        var ran = exec("sh", "-c", "echo $REBOOTMGR_NODE $REBOOTMGR_LEASE >" + proof + "; exit 7");
        assertThat(ran.code()).as(ran.err()).isEqualTo(7);
        assertThat(proof).content().matches(node.name + " [0-9a-f]{12}\n");
        assertThat(fleet.has(key())).isFalse();
        assertThat(exec("/nosuch").code()).isEqualTo(127);
        assertThat(exec("/etc/passwd").code()).isEqualTo(126);
        assertThat(fleet.has(key())).isFalse();
        held();
        assertThat(exec("touch", folder.resolve("never").toString()).code()).isEqualTo(12);
        assertThat(folder.resolve("never")).doesNotExist();
    }

    private TestNode.Result exec(String... command) {
        List<String> args = new ArrayList<>(List.of(
                "lease", "exec", node.name, "--purpose", "config", "--reason", "monthly run", "--ttl", "10s", "--"));
        args.addAll(List.of(command));
        return node.run(args.toArray(String[]::new));
    }

    /** Those who are told of a lease may take as long as they like, and anything may happen meanwhile. */
    @Test
    void nothingBeginsUnderALeaseThatIsGoneBeforeTheCommandStarts() throws IOException {
        Files.createDirectories(node.folder.resolve("notify.d"));
        node.write(
                "notify.d/10-late",
                "#!/bin/sh\nexec curl -sf -X DELETE " + fleet.api().address() + "/v1/kv/" + fleet.prefix + "/" + key()
                        + "\n");
        assertThat(node.folder.resolve("notify.d/10-late").toFile().setExecutable(true))
                .isTrue();
        node.write(
                "rebootmgr.toml",
                node.read("rebootmgr.toml")
                        .replace("[paths]\n", "[paths]\nnotify = \"" + node.folder + "/notify.d\"\n"));
        Path never = folder.resolve("never");
        var lost = exec("touch", never.toString());
        assertThat(lost.code()).as(lost.err()).isEqualTo(5);
        assertThat(lost.err()).contains("; the command was not started; ");
        assertThat(never).doesNotExist();
    }

    @Test
    void whenItIsTakenByForceTheWholeCommandIsEnded() throws IOException {
        Path pid = folder.resolve("pid");
        var running = CompletableFuture.supplyAsync(
                () -> exec("sh", "-c", "setsid sleep 300 & echo $! >" + pid + "; sleep 300"));
        Await.until(() -> pid.toFile().length() > 0, Await.BOUND, "it runs");
        assertThat(node.run("lease", "release", node.name, "--force", "--reason", "emergency")
                        .code())
                .isZero();
        assertThat(running.join().code()).isEqualTo(5);
        assertThat(running.join().err())
                .contains(
                        "lost the lease",
                        "somebody released it; the command was ended; `rebootmgr history " + node.name + "` tells");
        assertThat(node.run("history", node.name).out()).contains("alice@", "emergency");
        long orphan = Long.parseLong(Files.readString(pid).strip());
        // Dead at once, and a zombie until whoever adopted it has looked.
        Await.until(
                () -> ProcessHandle.of(orphan).filter(ProcessHandle::isAlive).isEmpty(),
                Await.BOUND,
                "all of it is dead");
        assertThat(node.run("lease", "check", node.name).code()).isZero();
    }

    @Test
    void aSessionThatConsulForgotIsReplacedWhereNobodyCameBetween() {
        Path go = folder.resolve("go");
        Path started = folder.resolve("started");
        var running = CompletableFuture.supplyAsync(
                () -> exec("sh", "-c", "touch " + started + "; while ! test -e " + go + "; do sleep 0.1; done"));
        Await.until(() -> started.toFile().exists(), Await.BOUND, "it runs");
        String first = session();
        fleet.api().put("/v1/session/destroy/" + first, "");
        Await.until(() -> !session().isEmpty() && !session().equals(first), Await.BOUND, "it is leased again");
        assertThat(go.toFile().mkdir()).isTrue();
        assertThat(running.join().code()).as(running.join().err()).isZero();
        assertThat(fleet.has(key())).isFalse();
    }

    private String session() {
        return fleet.has(key())
                ? fleet.api()
                        .get("/v1/kv/" + fleet.prefix + "/" + key())
                        .path(0)
                        .path("Session")
                        .asText()
                : "";
    }
}
