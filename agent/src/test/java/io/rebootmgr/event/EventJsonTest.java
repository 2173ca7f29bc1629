package io.rebootmgr.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.facts.Self;
import io.rebootmgr.json.Json;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The JSON of every event: other people's programs read it. */
class EventJsonTest {
    private static final Self SELF =
            new Self("web1", "web", new Keys("r"), Duration.ofMinutes(15), () -> ZoneOffset.UTC, "1.0");
    private static final Instant TIME = Instant.parse("2026-11-20T22:00:00Z");
    private static final Instant SINCE = Instant.parse("2026-11-19T20:00:00Z");
    private static final Claim CLAIM =
            new Claim("c2", "web2", ClaimState.REBOOTING, "b", "s", SINCE, "new kernel", List.of());
    private static final Entry ENTRY = Entry.begun("c1", "web1", "web", "new kernel", List.of(), SINCE)
            .from("5.1", "1.0")
            .cameBackWith("5.2");

    private static final Surroundings AT =
            new Surroundings(Optional.of("prod"), Optional.of("web@example.com"), 1, List.of(CLAIM), 1, 5);
    private static final Optional<TaskEnd> TASK =
            Optional.of(new TaskEnd("pre_boot", "10-drain", Duration.ofSeconds(89), "no route"));

    private static String json(Event event) {
        return Json.line(EventJson.of(event, AT, SELF, TIME)).replace('"', '\'');
    }

    @Test
    void ofARebootOnItsWay() {
        assertThat(json(new Event.Claimed("c1", "new kernel")))
                .startsWith("{'event':'claimed','time':'2026-11-20T22:00:00Z','fleet':'prod',"
                        + "'contact':'web@example.com','node':'web1','group':'web',"
                        + "'claim':'c1','message':'prod: web1 has a slot of group web and prepares for its reboot:"
                        + " new kernel. ")
                .endsWith("'reason':'new kernel','held_up':'nobody else in web reboots',"
                        + "'command':'rebootmgr stop --node web1','told_by':'web1','version':'1.0'}");
        assertThat(json(new Event.Rebooting("c1", "new kernel")))
                .contains("'event':'rebooting'", "'claim':'c1'", "'message':'prod: web1 reboots now: new kernel. ");
        assertThat(json(new Event.Back("c1", "new kernel")))
                .contains("'event':'back'", "'message':'prod: web1 is back from its reboot, not yet in service");
        assertThat(json(new Event.Completed(ENTRY)))
                .contains("'event':'completed'", "'claim':'c1'", "'exit_code':0", "'since':'2026-11-19T20:00:00Z'")
                .contains("'kernel_before':'5.1','kernel_after':'5.2'");
    }

    @Test
    void ofARebootThatDoesNotHappen() {
        assertThat(json(new Event.GivenUp("c1", 10, "later", TASK)))
                .contains("'event':'given_up'", "'exit_code':10", "gave its slot back without a reboot: later")
                .contains("'task':'pre_boot 10-drain','seconds':89,'last_error':'no route'");
        assertThat(json(new Event.Failed("", 100, "10-drain failed", Optional.empty())))
                .contains("'event':'failed'", "'exit_code':100", "'message':'prod: web1 failed: 10-drain failed. ")
                .doesNotContain("'claim'");
        assertThat(json(new Event.Held("health", SINCE, 2, "db is down")))
                .contains(
                        "'event':'held'",
                        "'gate':'health'",
                        "'since':'2026-11-19T20:00:00Z','seconds':93600",
                        "'exit_code':2");
        assertThat(json(new Event.Parked(106, "failed 5 times"))).contains("'event':'parked'", "'exit_code':106");
    }

    @Test
    void ofAnotherNodeItNamesThatOneAndWhoTellsIt() {
        assertThat(json(new Event.Stuck("web", CLAIM)))
                .contains("'event':'stuck'", "'node':'web2','group':'web','claim':'c2'", "'told_by':'web1'")
                .contains("has been rebooting for 1d 2h and is not back");
        assertThat(json(new Event.Released("db", CLAIM, "alice@admin1", "mainboard broken")))
                .contains("'event':'released'", "'node':'web2','group':'db','claim':'c2'", "'by':'alice@admin1'")
                .contains(
                        "alice@admin1 released the slot of group db that web2 held as rebooting for 1d 2h: mainboard");
    }

    @Test
    void ofAStopItNamesTheScope() {
        assertThat(json(new Event.StopSet("fleet", "", "alice@admin1", "fire")))
                .contains("{'event':'stop_set','time':'2026-11-20T22:00:00Z','fleet':'prod',"
                        + "'contact':'web@example.com','message':")
                .contains("'scope':'fleet','by':'alice@admin1','reason':'fire'")
                .doesNotContain("'node'", "'group'");
        assertThat(json(new Event.StopCleared("group", "db", "alice@admin1", "fire")))
                .contains("'event':'stop_cleared'", "'group':'db'", "'scope':'group'")
                .contains("'message':'prod: alice@admin1 ended the stop of group db, which said: fire");
    }

    @Test
    void docsNameEveryEventAndEveryField() throws Exception {
        String docs = Files.readString(Path.of("../docs/notifications.md"));
        var fields = new TreeSet<String>();
        for (Event event : List.of(
                new Event.Claimed("c1", "r"),
                new Event.Rebooting("c1", "r"),
                new Event.Back("c1", "r"),
                new Event.Completed(ENTRY),
                new Event.GivenUp("c1", 10, "w", TASK),
                new Event.Failed("c1", 100, "w", TASK),
                new Event.Held("g", SINCE, 2, "w"),
                new Event.Parked(106, "w"),
                new Event.Stuck("web", CLAIM),
                new Event.StopSet("node", "web1", "b", "w"),
                new Event.StopCleared("fleet", "", "b", "w"),
                new Event.PauseSet("node", "web1", "b", "w", Optional.empty()),
                new Event.PauseCleared("fleet", "", "b", "w"),
                new Event.Released("web", CLAIM, "b", "w"),
                new Event.Test("b"))) {
            assertThat(docs).contains("| `" + EventJson.name(event) + "` |");
            EventJson.of(event, AT, SELF, TIME).fieldNames().forEachRemaining(fields::add);
        }
        assertThat(fields).allSatisfy(field -> assertThat(docs).contains("`" + field + "`"));
    }
}
