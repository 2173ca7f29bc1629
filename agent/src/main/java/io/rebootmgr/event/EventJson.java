package io.rebootmgr.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.facts.Self;
import io.rebootmgr.json.Json;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimState;
import java.time.Instant;

/**
 * An event as programs are told it, see docs/notifications.md: fields are added and never changed. {@code node} and {@code group} are
 * those that it is about, {@code told_by} is this node; what does not apply is left out.
 */
public final class EventJson {
    private final Self self;
    private final ObjectNode json = Json.object();

    private EventJson(Self self) {
        this.self = self;
    }

    /** Its name, as {@code REBOOTMGR_EVENT} has it. */
    public static String name(Event event) {
        return switch (event) {
            case Event.Claimed e -> "claimed";
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
            case Event.Released e -> "released";
        };
    }

    /** All of it. */
    public static ObjectNode of(Event event, Self self, Instant time) {
        EventJson of = new EventJson(self);
        of.json.put("event", name(event)).put("time", time.toString());
        of.tell(event);
        of.json.put("told_by", self.node()).put("version", self.version());
        return of.json;
    }

    private void tell(Event event) {
        String me = self.node();
        switch (event) {
            case Event.Claimed(String claim, String reason) -> {
                own(claim, me + " has a slot of group " + self.group() + " and prepares for its reboot: " + reason);
                json.put("reason", reason);
            }
            case Event.Rebooting(String claim, String reason) -> {
                own(claim, me + " reboots now: " + reason);
                json.put("reason", reason);
            }
            case Event.Back(String claim, String reason) -> {
                own(claim, me + " is back from its reboot, not yet in service");
                json.put("reason", reason);
            }
            case Event.Completed(Entry entry) -> completed(entry);
            case Event.GivenUp(String claim, int code, String why) -> {
                own(claim, me + " gave its slot back without a reboot: " + why);
                json.put("exit_code", code);
            }
            case Event.Failed(String claim, int code, String why) -> {
                own(claim, me + " failed: " + why);
                json.put("exit_code", code);
            }
            case Event.Held(String gate, Instant since, int code, String why) -> {
                own("", me + " wants a reboot and is held since " + since + ": " + why);
                json.put("gate", gate).put("since", since.toString()).put("exit_code", code);
            }
            case Event.Parked(int code, String why) -> {
                own("", me + " has given up: " + why);
                json.put("exit_code", code);
            }
            case Event.Stuck(String group, Claim claim) -> {
                about(claim.node(), group, claim.id());
                message(claim.node() + " of group " + group + " is "
                        + claim.state().label() + " since " + claim.since()
                        + (claim.state() == ClaimState.RETURNING ? " and not in service" : " and not back")
                        + "; its slot stays taken");
                json.put("reason", claim.reason()).put("since", claim.since().toString());
            }
            case Event.StopSet(String scope, String name, String by, String why) ->
                stop(scope, name, by, by + " stopped " + called(scope, name) + ": " + why, why);
            case Event.StopCleared(String scope, String name, String by, String why) ->
                stop(scope, name, by, by + " ended the stop of " + called(scope, name), why);
            case Event.Released(String group, Claim claim, String by, String why) -> {
                about(claim.node(), group, claim.id());
                message(by + " released the slot that " + claim.node() + " held as "
                        + claim.state().label() + ": " + why);
                json.put("reason", why).put("by", by).put("since", claim.since().toString());
            }
        }
    }

    private void completed(Entry entry) {
        own(entry.claim(), self.node() + " is in service again after its reboot: " + entry.reason());
        json.put("reason", entry.reason()).put("exit_code", 0);
        json.put("since", entry.started().toString());
        json.put("kernel_before", entry.kernelBefore());
        entry.kernelAfter().ifPresent(kernel -> json.put("kernel_after", kernel));
    }

    private void stop(String scope, String name, String by, String message, String why) {
        if (!name.isEmpty()) {
            json.put(scope, name);
        }
        message(message);
        json.put("scope", scope).put("by", by).put("reason", why);
    }

    private static String called(String scope, String name) {
        return name.isEmpty() ? "the fleet" : scope + " " + name;
    }

    private void own(String claim, String message) {
        about(self.node(), self.group(), claim);
        message(message);
    }

    private void about(String node, String group, String claim) {
        json.put("node", node).put("group", group);
        if (!claim.isEmpty()) {
            json.put("claim", claim);
        }
    }

    private void message(String message) {
        json.put("message", message);
    }
}
