package io.rebootmgr.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.event.Event;
import io.rebootmgr.event.Event.RolloutNews;
import io.rebootmgr.event.EventJson;
import io.rebootmgr.event.Surroundings;
import io.rebootmgr.event.TaskEnd;
import io.rebootmgr.facts.Self;
import io.rebootmgr.json.Json;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.rollout.Rollout;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every event as a chat shows it: told to the webhook of the examples, whose request is caught instead of being sent.
 */
class EventGoldenTest {
    private static final Instant NOW = Instant.parse("2026-01-30T22:00:00.123456789Z");
    private static final Self SELF =
            new Self("web1", "web", new Keys("r"), Duration.ofMinutes(15), () -> ZoneOffset.UTC, "1.4.0");
    private static final Optional<TaskEnd> DRAIN = Optional.of(
            new TaskEnd("pre_boot", "10-drain", Duration.ofSeconds(89), "lb: backend `web1` is \"in use\", giving up"));

    @TempDir
    private Path folder;

    private static Claim claim(String id, String node, ClaimState state, Duration age) {
        return new Claim(id, node, state, "b", "", NOW.minus(age), "new kernel", List.of());
    }

    private static Surroundings limit(int limit, Claim... claims) {
        return new Surroundings(Optional.of("prod"), Optional.empty(), limit, List.of(claims), 2, 5);
    }

    private String shown(Event event, Surroundings at) throws Exception {
        Path curl = Files.writeString(folder.resolve("curl"), "#!/bin/sh\nexec cat\n");
        Files.setPosixFilePermissions(curl, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path caught = folder.resolve("caught");
        ProcessBuilder builder = new ProcessBuilder(
                "bash", Path.of("../tasks-examples/notify.d/webhook").toString());
        builder.environment().put("PATH", folder + ":" + System.getenv("PATH"));
        builder.environment().put("WEBHOOK_URL", "http://127.0.0.1:1/");
        builder.environment().put("WEBHOOK_EVENTS", EventJson.name(event));
        builder.environment().put("REBOOTMGR_EVENT", EventJson.name(event));
        Path json = Files.writeString(
                folder.resolve("event"), Json.line(EventJson.of(event, at, SELF, NOW)) + "\n", StandardCharsets.UTF_8);
        Process script = builder.redirectInput(json.toFile())
                .redirectErrorStream(true)
                .redirectOutput(caught.toFile())
                .start();
        if (!script.waitFor(2, TimeUnit.MINUTES) || script.exitValue() != 0) {
            throw new IllegalStateException(Files.readString(caught));
        }
        String text = Json.parse(Files.readAllBytes(caught)).path("text").textValue();
        return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    }

    private String holds(String name, String situation, Event event, Surroundings at) throws Exception {
        // Chats wrap by themselves; the file does so for those who review it.
        String text = wrapped(shown(event, at));
        Golden.holds("event/" + name, situation, text);
        return text;
    }

    private static String wrapped(String text) {
        List<String> lines = new ArrayList<>(List.of(""));
        for (String word : text.split(" ", -1)) {
            String longer = lines.getLast().isEmpty() ? word : lines.getLast() + " " + word;
            if (longer.length() > 100) {
                lines.add(word);
            } else {
                lines.set(lines.size() - 1, longer);
            }
        }
        return String.join("\n", lines) + "\n";
    }

    @Test
    void aReboot() throws Exception {
        holds("claimed", "a slot is this node's", new Event.Claimed("c0ffee", "new kernel"), limit(1));
        holds("claimed-of-three", "one of three slots", new Event.Claimed("c0ffee", "new kernel"), limit(3));
        holds(
                "rebooting",
                "the reboot command is about to be given",
                new Event.Rebooting("c0ffee", "new kernel"),
                limit(1, claim("c0ffee", "web1", ClaimState.REBOOTING, Duration.ZERO)));
        holds(
                "back",
                "up again, not yet in service",
                new Event.Back("c0ffee", "new kernel"),
                limit(1, claim("c0ffee", "web1", ClaimState.REBOOTING, Duration.ofSeconds(89))));
        Entry entry = Entry.begun(
                        "c0ffee", "web1", "web", "new kernel", List.of("/run/reboot_required"), NOW.minusSeconds(1500))
                .cameBackWith("6.1.0-31-amd64")
                .ended(0, "rebooted", NOW.minusSeconds(60));
        holds("completed", "in service again", new Event.Completed(entry), limit(1));
    }

    @Test
    void whatFailed() throws Exception {
        String why = "pre_boot task 10-drain failed with exit 1; see its output in the log";
        holds("failed-before", "a drain that failed", new Event.Failed("c0ffee", 100, why, DRAIN), limit(1));
        Claim own = claim("c0ffee", "web1", ClaimState.RETURNING, Duration.ofMinutes(5));
        String after = "post_boot task 20-start failed with exit 3; see its output in the log";
        TaskEnd start = new TaskEnd("post_boot", "20-start", Duration.ofSeconds(4), "");
        String shown = holds(
                "failed-after",
                "a task after the boot that failed and said nothing",
                new Event.Failed("c0ffee", 100, after, Optional.of(start)),
                limit(1, own));
        assertThat(Files.readString(Path.of("../docs/notifications.md")))
                .contains("<!-- golden: event/failed-after -->\n```\n" + shown + "```");
        holds(
                "failed-of-three",
                "the same where others have slots left",
                new Event.Failed("c0ffee", 100, after, Optional.of(start)),
                limit(3, claim("c0", "web2", ClaimState.PREPARING, Duration.ZERO), own));
        holds(
                "failed-to-reboot",
                "still up after the reboot command; no event told the claim in this run",
                new Event.Failed("", 103, "the reboot did not happen: same boot id", Optional.empty()),
                limit(1, claim("c0ffee", "web1", ClaimState.REBOOTING, Duration.ofMinutes(20))));
        holds(
                "parked",
                "given up",
                new Event.Parked(
                        106,
                        "failed 5 times in a row, last: " + why + "; `rebootmgr resume --node web1` after fixing it"),
                limit(1));
    }

    @Test
    void whatWaits() throws Exception {
        holds(
                "given-up",
                "a task asks for another time",
                new Event.GivenUp(
                        "c0ffee",
                        10,
                        "pre_boot task 05-dnf asks to be tried again later (exit 75)",
                        Optional.of(new TaskEnd("pre_boot", "05-dnf", Duration.ofMillis(310), "dnf is at work"))),
                limit(1));
        holds(
                "held",
                "a gate has held for more than a day",
                new Event.Held("health", NOW.minus(Duration.ofHours(27)), 2, "held by health: db: 1 of 3 nodes pass"),
                limit(1));
        holds(
                "stuck",
                "a node that does not come back, told by another one",
                new Event.Stuck("web", claim("badc0de", "web2", ClaimState.REBOOTING, Duration.ofMinutes(62))),
                limit(1, claim("badc0de", "web2", ClaimState.REBOOTING, Duration.ofMinutes(62))));
        holds(
                "stuck-returning",
                "a node that died on its way back",
                new Event.Stuck("web", claim("badc0de", "web2", ClaimState.RETURNING, Duration.ofMinutes(62))),
                limit(2, claim("badc0de", "web2", ClaimState.RETURNING, Duration.ofMinutes(62))));
    }

    @Test
    void whatOperatorsDid() throws Exception {
        Surroundings prod = Surroundings.ofFleet(Optional.of("prod"));
        holds("stop-fleet", "the brake", new Event.StopSet("fleet", "", "alice@admin1", "incident 42"), prod);
        holds("stop-group", "of a group", new Event.StopSet("group", "web", "alice@admin1", "incident 42"), prod);
        holds("stop-node", "of a node", new Event.StopSet("node", "web7", "alice@admin1", "RAM <check> & more"), prod);
        holds(
                "pause-group",
                "a pause, with its end",
                new Event.PauseSet(
                        "group",
                        "web",
                        "alice@admin1",
                        "release 7",
                        Optional.of(Instant.parse("2026-01-30T14:00:00Z"))),
                prod);
        holds(
                "pause-fleet",
                "one without",
                new Event.PauseSet("fleet", "", "alice@admin1", "", Optional.empty()),
                prod);
        holds(
                "pause-cleared",
                "and its end by hand",
                new Event.PauseCleared("node", "web7", "alice@admin1", "release 7"),
                Surroundings.UNKNOWN);
        holds(
                "stop-cleared",
                "its end, in a fleet without a name",
                new Event.StopCleared("group", "web", "alice@admin1", "incident 42"),
                Surroundings.UNKNOWN);
        holds("test", "nothing happened", new Event.Test("alice@web1"), prod);
        holds(
                "released",
                "a slot freed by hand",
                new Event.Released(
                        "web",
                        claim("badc0de", "web2", ClaimState.REBOOTING, Duration.ofHours(4)),
                        "bob@admin1",
                        "mainboard is dead"),
                prod);
    }

    @Test
    void whatBecameOfARollout() throws Exception {
        Rollout started = Rollout.started(RolloutGoldenTest.order());
        Surroundings prod = Surroundings.ofFleet(Optional.of("prod"));
        holds(
                "rollout-started",
                "a version goes out",
                new Event.OfRollout(RolloutNews.ROLLOUT_STARTED, started, "alice@adm1"),
                prod);
        holds("wave-opened", "the next wave", new Event.OfRollout(RolloutNews.WAVE_OPENED, started, "web7"), prod);
        Rollout failed = started.failing("web3", "exit 4", NOW).failing("web4", "exit 4", NOW);
        holds(
                "rollout-failed",
                "more failed than it bears",
                new Event.OfRollout(RolloutNews.ROLLOUT_FAILED, failed, "web4"),
                prod);
        holds(
                "rollout-done",
                "it is through",
                new Event.OfRollout(RolloutNews.ROLLOUT_DONE, started, "web9"),
                Surroundings.UNKNOWN);
        Golden.json(
                "event/rollout-json",
                "what programs get of a rollout",
                Json.pretty(EventJson.of(
                        new Event.OfRollout(RolloutNews.ROLLOUT_FAILED, failed, "web4"), prod, SELF, NOW)));
    }

    @Test
    void programsGetItInFields() throws IOException {
        Event failed = new Event.Failed("c0ffee", 100, "pre_boot task 10-drain failed with exit 1", DRAIN);
        Golden.json(
                "event/json", "what programs get of a failure", Json.pretty(EventJson.of(failed, limit(1), SELF, NOW)));
    }
}
