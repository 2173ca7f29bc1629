package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.policy.Moments;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who has a node for himself: taking it, looking at who has it, giving it back. */
class LeaseIT extends LeaseScene {
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
}
