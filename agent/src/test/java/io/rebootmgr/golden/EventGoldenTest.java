package io.rebootmgr.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.event.Event;
import io.rebootmgr.event.Event.RolloutNews;
import io.rebootmgr.event.EventJson;
import io.rebootmgr.event.Surroundings;
import io.rebootmgr.event.TaskEnd;
import io.rebootmgr.facts.Self;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.OtherFields;
import io.rebootmgr.lease.Lease;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.rollout.Orders;
import io.rebootmgr.rollout.PublishedVersion;
import io.rebootmgr.rollout.Results;
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
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every event as a chat shows it: told to the webhook of the examples, whose request is caught instead of being sent.
 */
class EventGoldenTest {
    private static final Instant NOW = Instant.parse("2026-01-30T22:00:00.123456789Z");
    private static final Self SELF =
            new Self("web1", "web", new Keys("r"), Duration.ofMinutes(15), () -> ZoneId.of("Europe/Berlin"), "1.4.0");
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

    /** An event and the file that says how it is shown. */
    record Shown(String name, String situation, Event event, Surroundings at) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Shown> all() {
        return Stream.of(
                        aReboot(),
                        whatFailed(),
                        whatWaits(),
                        whatOperatorsDid(),
                        whatBecameOfARollout(),
                        whatBecameOfALease())
                .flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("all")
    void isShown(Shown one) throws Exception {
        // Chats wrap by themselves; the file does so for those who review it.
        Golden.holds("event/" + one.name(), one.situation(), wrapped(shown(one.event(), one.at())));
    }

    @Test
    void thePageShowsOneOfThem() throws Exception {
        Shown one = whatFailed().stream()
                .filter(shown -> shown.name().equals("failed-after"))
                .findFirst()
                .orElseThrow();
        assertThat(Files.readString(Path.of("../docs/notifications.md")))
                .contains("<!-- golden: event/failed-after -->\n```\n" + wrapped(shown(one.event(), one.at())) + "```");
    }

    /** One that is new is shown here, too. */
    @Test
    void noneIsForgotten() {
        assertThat(all().map(one -> (Object) one.event().getClass()))
                .contains((Object[]) Event.class.getPermittedSubclasses());
        assertThat(all().flatMap(one ->
                        one.event() instanceof Event.OfRollout of ? Stream.of(of.news()) : Stream.empty()))
                .contains(RolloutNews.values());
    }

    private static List<Shown> aReboot() {
        Entry entry = Entry.begun(
                        "c0ffee", "web1", "web", "new kernel", List.of("/run/reboot_required"), NOW.minusSeconds(1500))
                .cameBackWith("6.1.0-31-amd64")
                .ended(0, "rebooted", NOW.minusSeconds(60));
        return List.of(
                new Shown("claimed", "a slot is this node's", new Event.Claimed("c0ffee", "new kernel"), limit(1)),
                new Shown(
                        "claimed-of-three", "one of three slots", new Event.Claimed("c0ffee", "new kernel"), limit(3)),
                new Shown(
                        "changing",
                        "the drained tasks are about to run",
                        new Event.Changing("c0ffee", "new firmware"),
                        limit(1, claim("c0ffee", "web1", ClaimState.CHANGING, Duration.ZERO))),
                new Shown(
                        "rebooting",
                        "the reboot command is about to be given",
                        new Event.Rebooting("c0ffee", "new kernel"),
                        limit(1, claim("c0ffee", "web1", ClaimState.REBOOTING, Duration.ZERO))),
                new Shown(
                        "back",
                        "up again, not yet in service",
                        new Event.Back("c0ffee", "new kernel"),
                        limit(1, claim("c0ffee", "web1", ClaimState.REBOOTING, Duration.ofSeconds(89)))),
                new Shown("completed", "in service again", new Event.Completed(entry), limit(1)));
    }

    private static List<Shown> whatFailed() {
        String why = "pre_boot task 10-drain failed with exit 1; see its output in the log";
        Claim own = claim("c0ffee", "web1", ClaimState.RETURNING, Duration.ofMinutes(5));
        String after = "post_boot task 20-start failed with exit 3; see its output in the log";
        TaskEnd start = new TaskEnd("post_boot", "20-start", Duration.ofSeconds(4), "");
        return List.of(
                new Shown(
                        "failed-before", "a drain that failed", new Event.Failed("c0ffee", 100, why, DRAIN), limit(1)),
                new Shown(
                        "failed-after",
                        "a task after the boot that failed and said nothing",
                        new Event.Failed("c0ffee", 100, after, Optional.of(start)),
                        limit(1, own)),
                new Shown(
                        "failed-of-three",
                        "the same where others have slots left",
                        new Event.Failed("c0ffee", 100, after, Optional.of(start)),
                        limit(3, claim("c0", "web2", ClaimState.PREPARING, Duration.ZERO), own)),
                new Shown(
                        "failed-to-reboot",
                        "still up after the reboot command; no event told the claim in this run",
                        new Event.Failed("", 103, "the reboot did not happen: same boot id", Optional.empty()),
                        limit(1, claim("c0ffee", "web1", ClaimState.REBOOTING, Duration.ofMinutes(20)))),
                new Shown(
                        "parked",
                        "given up",
                        new Event.Parked(
                                106,
                                "failed 5 times in a row, last: " + why
                                        + "; `rebootmgr resume --node web1` after fixing it"),
                        limit(1)));
    }

    private static List<Shown> whatWaits() {

        return List.of(
                new Shown(
                        "given-up",
                        "a task asks for another time",
                        new Event.GivenUp(
                                "c0ffee",
                                10,
                                "pre_boot task 05-dnf asks to be tried again later (exit 75)",
                                Optional.of(
                                        new TaskEnd("pre_boot", "05-dnf", Duration.ofMillis(310), "dnf is at work"))),
                        limit(1)),
                new Shown(
                        "held",
                        "a gate has held for more than a day",
                        new Event.Held(
                                "health", NOW.minus(Duration.ofHours(27)), 2, "held by health: db: 1 of 3 nodes pass"),
                        limit(1)),
                new Shown(
                        "stuck",
                        "a node that does not come back, told by another one",
                        new Event.Stuck("web", claim("badc0de", "web2", ClaimState.REBOOTING, Duration.ofMinutes(62))),
                        limit(1, claim("badc0de", "web2", ClaimState.REBOOTING, Duration.ofMinutes(62)))),
                new Shown(
                        "stuck-returning",
                        "a node that died on its way back",
                        new Event.Stuck("web", claim("badc0de", "web2", ClaimState.RETURNING, Duration.ofMinutes(62))),
                        limit(2, claim("badc0de", "web2", ClaimState.RETURNING, Duration.ofMinutes(62)))));
    }

    private static List<Shown> whatOperatorsDid() {
        Surroundings prod = Surroundings.ofFleet(Optional.of("prod"));
        return List.of(
                new Shown(
                        "stop-fleet", "the brake", new Event.StopSet("fleet", "", "alice@admin1", "incident 42"), prod),
                new Shown(
                        "stop-group",
                        "of a group",
                        new Event.StopSet("group", "web", "alice@admin1", "incident 42"),
                        prod),
                new Shown(
                        "stop-node",
                        "of a node",
                        new Event.StopSet("node", "web7", "alice@admin1", "RAM <check> & more"),
                        prod),
                new Shown(
                        "pause-group",
                        "a pause, with its end",
                        new Event.PauseSet(
                                "group",
                                "web",
                                "alice@admin1",
                                "release 7",
                                Optional.of(Instant.parse("2026-01-30T14:00:00Z"))),
                        prod),
                new Shown(
                        "pause-fleet",
                        "one without",
                        new Event.PauseSet("fleet", "", "alice@admin1", "", Optional.empty()),
                        prod),
                new Shown(
                        "pause-cleared",
                        "and its end by hand",
                        new Event.PauseCleared("node", "web7", "alice@admin1", "release 7"),
                        Surroundings.UNKNOWN),
                new Shown(
                        "stop-cleared",
                        "its end, in a fleet without a name",
                        new Event.StopCleared("group", "web", "alice@admin1", "incident 42"),
                        Surroundings.UNKNOWN),
                new Shown("test", "nothing happened", new Event.Test("alice@web1"), prod),
                new Shown(
                        "released",
                        "a slot freed by hand",
                        new Event.Released(
                                "web",
                                claim("badc0de", "web2", ClaimState.REBOOTING, Duration.ofHours(4)),
                                "bob@admin1",
                                "mainboard is dead"),
                        prod));
    }

    private static List<Shown> whatBecameOfARollout() {
        Rollout started = Rollout.started(RolloutGoldenTest.order());
        Surroundings prod = Surroundings.ofFleet(Optional.of("prod"));
        Rollout failed = started.failing("web3", "exit 4", NOW).failing("web4", "exit 4", NOW);
        Results none = Results.of(started, new View(List.of()), new Keys("r"));
        Orders bob = new Orders(started, none, "bob@adm1", "too many tickets", NOW);
        return List.of(
                new Shown(
                        "rollout-started",
                        "a version goes out",
                        new Event.OfRollout(RolloutNews.ROLLOUT_STARTED, started, "alice@adm1"),
                        prod),
                new Shown(
                        "wave-opened",
                        "the next wave",
                        new Event.OfRollout(RolloutNews.WAVE_OPENED, started, "web7"),
                        prod),
                new Shown(
                        "rollout-failed",
                        "more failed than it bears",
                        new Event.OfRollout(RolloutNews.ROLLOUT_FAILED, failed, "web4"),
                        prod),
                new Shown(
                        "rollout-paused",
                        "it is paused",
                        new Event.OfRollout(RolloutNews.ROLLOUT_PAUSED, after(bob.pause()), "bob@adm1"),
                        prod),
                new Shown(
                        "rollout-aborted",
                        "it is taken out",
                        new Event.OfRollout(RolloutNews.ROLLOUT_ABORTED, after(bob.abort()), "bob@adm1"),
                        prod),
                new Shown(
                        "version-published",
                        "there is a version",
                        new Event.VersionPublished(new PublishedVersion(
                                "v43",
                                PublishedVersion.Kind.MINOR,
                                NOW,
                                "alice@adm1",
                                "security fixes",
                                Set.of(),
                                OtherFields.NONE)),
                        prod),
                new Shown(
                        "rollout-done",
                        "it is through",
                        new Event.OfRollout(RolloutNews.ROLLOUT_DONE, started, "web9"),
                        Surroundings.UNKNOWN));
    }

    private static Rollout after(Orders.Answer answer) {
        return ((Orders.Answer.Obeyed) answer).next();
    }

    private static List<Shown> whatBecameOfALease() {
        Lease lease = new Lease(
                "1ea5e",
                "carol@admin1",
                "maintenance",
                "swap a disk",
                NOW.minusSeconds(1500),
                Optional.of(Duration.ofMinutes(5)),
                Optional.empty());
        Surroundings prod = Surroundings.ofFleet(Optional.of("prod"));
        return List.of(
                new Shown("leased", "somebody has the node", new Event.Leased("web1", lease), prod),
                new Shown(
                        "lease-released",
                        "and gives it back",
                        new Event.LeaseReleased("web1", lease, "carol@admin1", "", false),
                        prod),
                new Shown(
                        "lease-taken-away",
                        "ended by another",
                        new Event.LeaseReleased("web1", lease, "dave@admin1", "she is on holiday", true),
                        prod),
                new Shown(
                        "lease-lost",
                        "its session ended before the work did",
                        new Event.LeaseLost("web1", lease, "its session has ended"),
                        prod),
                new Shown("powering-off", "the leased node is switched off", new Event.PoweringOff(lease), prod));
    }

    @Test
    void programsGetARolloutInFields() throws Exception {
        Rollout failed = Rollout.started(RolloutGoldenTest.order())
                .failing("web3", "exit 4", NOW)
                .failing("web4", "exit 4", NOW);
        Surroundings prod = Surroundings.ofFleet(Optional.of("prod"));
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
