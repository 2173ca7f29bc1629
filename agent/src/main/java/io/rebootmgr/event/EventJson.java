package io.rebootmgr.event;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.event.Event.RolloutNews;
import io.rebootmgr.facts.Self;
import io.rebootmgr.json.Json;
import io.rebootmgr.lease.Lease;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.rollout.PublishedVersion;
import io.rebootmgr.rollout.Rollout;
import io.rebootmgr.slot.Claim;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * An event as programs are told it, see docs/notifications.md: fields are added and never changed. {@code node} and
 * {@code group} are those that it is about, {@code told_by} is this node; what does not apply is left out.
 */
public final class EventJson {
    private final Self self;
    private final Instant now;
    private final ObjectNode json = Json.object();

    private EventJson(Self self, Instant now) {
        this.self = self;
        this.now = now;
    }

    /** Its name, as {@code REBOOTMGR_EVENT} has it. */
    public static String name(Event event) {
        return switch (event) {
            case Event.Claimed e -> "claimed";
            case Event.Changing e -> "changing";
            case Event.Rebooting e -> "rebooting";
            case Event.Back e -> "back";
            case Event.Completed e -> "completed";
            case Event.GivenUp e -> "given_up";
            case Event.Failed e -> "failed";
            case Event.Held e -> "held";
            case Event.Parked e -> "parked";
            case Event.Stuck e -> "stuck";
            case Event.StopSet e -> "stop_set";
            case Event.StopCleared e -> "stop_cleared";
            case Event.PauseSet e -> "pause_set";
            case Event.PauseCleared e -> "pause_cleared";
            case Event.Leased e -> "leased";
            case Event.LeaseReleased e -> "lease_released";
            case Event.LeaseLost e -> "lease_lost";
            case Event.PoweringOff e -> "powering_off";
            case Event.OfRollout e -> e.news().label();
            case Event.VersionPublished e -> "version_published";
            case Event.Released e -> "released";
            case Event.Test e -> "test";
        };
    }

    /** All of it. */
    public static ObjectNode of(Event event, Surroundings surroundings, Self self, Instant now) {
        EventJson of = new EventJson(self, now);
        Message message = Message.of(event, self, surroundings, now);
        of.json.put("event", name(event)).put("time", now.toString());
        surroundings.fleet().ifPresent(fleet -> of.json.put("fleet", fleet));
        surroundings.contact().ifPresent(contact -> of.json.put("contact", contact));
        of.addSubject(event, message.claim());
        of.json.put("message", message.text(surroundings));
        of.addDetails(event);
        of.putUnlessEmpty("held_up", message.heldUp());
        of.putUnlessEmpty("command", message.command());
        of.json.put("told_by", self.node()).put("version", self.version());
        return of.json;
    }

    /** Which node, group and claim it is about. */
    private void addSubject(Event event, String claim) {
        switch (event) {
            case Event.Stuck(String group, Claim of) -> about(of.node(), group, claim);
            case Event.Released(String group, Claim of, String by, String why) -> about(of.node(), group, claim);
            case Event.Leased(String node, Lease lease) -> json.put("node", node);
            case Event.LeaseReleased(String node, Lease lease, String by, String why, boolean forced) ->
                json.put("node", node);
            case Event.LeaseLost(String node, Lease lease, String why) -> json.put("node", node);
            case Event.OfRollout(RolloutNews news, Rollout rollout, String by) -> rollout(rollout);
            case Event.VersionPublished(PublishedVersion version) ->
                json.put("rollout_version", version.name())
                        .put("kind", version.kind().label());
            case Event.StopSet(String scope, String name, String by, String why) -> about(scope, name);
            case Event.StopCleared(String scope, String name, String by, String why) -> about(scope, name);
            case Event.PauseSet(String scope, String name, String by, String why, var until) -> about(scope, name);
            case Event.PauseCleared(String scope, String name, String by, String why) -> about(scope, name);
            default -> about(self.node(), self.group(), claim);
        }
    }

    private void addDetails(Event event) {
        switch (event) {
            case Event.Claimed(String claim, String reason) -> json.put("reason", reason);
            case Event.Changing(String claim, String reason) -> json.put("reason", reason);
            case Event.Rebooting(String claim, String reason) -> json.put("reason", reason);
            case Event.Back(String claim, String reason) -> json.put("reason", reason);
            case Event.Completed(Entry entry) -> completed(entry);
            case Event.GivenUp(String claim, int code, String why, Optional<TaskEnd> task) -> ended(code, task);
            case Event.Failed(String claim, int code, String why, Optional<TaskEnd> task) -> ended(code, task);
            case Event.Held(String gate, Instant since, int code, String why) -> {
                json.put("gate", gate).put("exit_code", code);
                since(since, now);
            }
            case Event.Parked(int code, String why) -> json.put("exit_code", code);
            case Event.Test(String by) -> json.put("by", by);
            case Event.Stuck(String group, Claim claim) -> {
                json.put("reason", claim.reason());
                since(claim.since(), now);
            }
            case Event.StopSet(String scope, String name, String by, String why) ->
                json.put("scope", scope).put("by", by).put("reason", why);
            case Event.StopCleared(String scope, String name, String by, String why) ->
                json.put("scope", scope).put("by", by).put("reason", why);
            case Event.PauseSet(String scope, String name, String by, String why, Optional<Instant> until) -> {
                json.put("scope", scope).put("by", by).put("reason", why);
                until.ifPresent(end -> json.put("until", end.toString()));
            }
            case Event.PauseCleared(String scope, String name, String by, String why) ->
                json.put("scope", scope).put("by", by).put("reason", why);
            case Event.Leased(String node, Lease lease) -> {
                lease(lease);
                json.put("reason", lease.reason());
            }
            case Event.LeaseReleased(String node, Lease lease, String by, String why, boolean forced) -> {
                lease(lease);
                json.put("by", by).put("forced", forced);
                putUnlessEmpty("reason", why);
                since(lease.since(), now);
            }
            case Event.PoweringOff(Lease lease) -> {
                lease(lease);
                json.put("reason", lease.reason());
            }
            case Event.LeaseLost(String node, Lease lease, String why) -> {
                lease(lease);
                json.put("reason", why);
                since(lease.since(), now);
            }
            case Event.VersionPublished(PublishedVersion version) -> {
                json.put("by", version.by());
                putUnlessEmpty("reason", version.notes());
            }
            case Event.OfRollout(RolloutNews news, Rollout rollout, String by) -> {
                rollout.wave().ifPresent(wave -> json.put("wave", wave.name()));
                json.put("by", by);
                putUnlessEmpty(
                        "reason", rollout.why().isEmpty() ? rollout.order().reason() : rollout.why());
            }
            case Event.Released(String group, Claim claim, String by, String why) -> {
                json.put("reason", why).put("by", by);
                since(claim.since(), now);
            }
        }
    }

    private void rollout(Rollout rollout) {
        json.put("rollout", rollout.id())
                .put("rollout_version", rollout.order().version())
                .put("change", rollout.order().change().label())
                .put("state", rollout.state().label());
        ArrayNode groups = json.putArray("groups");
        rollout.order().groups().forEach(groups::add);
    }

    private void lease(Lease lease) {
        json.put("lease", lease.id()).put("holder", lease.holder()).put("purpose", lease.purpose());
    }

    private void completed(Entry entry) {
        json.put("reason", entry.reason()).put("exit_code", 0);
        since(entry.started(), entry.end().map(Entry.End::at).orElse(now));
        if (entry.change() != ChangeKind.REBOOT) {
            json.put("change", entry.change().label());
        }
        json.put("kernel_before", entry.kernelBefore());
        entry.kernelAfter().ifPresent(kernel -> json.put("kernel_after", kernel));
    }

    private void ended(int code, Optional<TaskEnd> task) {
        json.put("exit_code", code);
        task.ifPresent(end -> {
            json.put("task", end.stage() + " " + end.name())
                    .put("seconds", end.took().toSeconds());
            putUnlessEmpty("last_error", end.lastError());
        });
    }

    private void since(Instant since, Instant until) {
        json.put("since", since.toString())
                .put("seconds", Math.max(0, Duration.between(since, until).toSeconds()));
    }

    private void about(String node, String group, String claim) {
        json.put("node", node).put("group", group);
        putUnlessEmpty("claim", claim);
    }

    /** A stop is of a scope; the fleet's has no name. */
    private void about(String scope, String name) {
        if (!name.isEmpty()) {
            json.put(scope, name);
        }
    }

    private void putUnlessEmpty(String field, String text) {
        if (!text.isEmpty()) {
            json.put(field, text);
        }
    }
}
