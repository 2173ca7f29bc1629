package io.rebootmgr.cycle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.host.Host;
import io.rebootmgr.host.HostException;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.trigger.Trigger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What this node keeps of its own claim on its disk ({@code state/claim.json}), written before Consul is told, so that a
 * run that died at any point is understood by the next one.
 *
 * @param bootId the boot that is to be left, or was
 * @param draining tasks have begun, so giving up means to undo them
 * @param triggers what was asked for at the commit; the same mark afterwards means that it has been obeyed
 * @param rebootAt uptime when the reboot command was last about to be given, zero before
 * @param overdueTold the run that found the node still up after the grace period has said so
 */
record LocalClaim(
        String id,
        String group,
        Step step,
        String bootId,
        String session,
        String reason,
        boolean draining,
        List<Trigger> triggers,
        Duration rebootAt,
        boolean overdueTold,
        Entry entry) {
    /** Marks are numbers: an index of Consul's; an inode and nanoseconds since 1970, which fit into 63 bits until 2262. */
    private static final Pattern KEY_MARK = Pattern.compile("\\d{1,18}");

    private static final Pattern FILE_MARK = Pattern.compile("-?\\d{1,20}:-?\\d{1,18}|-?\\d{1,20}:-?[1-8]\\d{18}");

    /** How far the node is, in the order of the cycle. */
    enum Step {
        /** Consul may or may not know the claim yet. */
        CLAIMING,
        /** The slot is ours until our session ends. */
        PREPARING,
        /** The commit has been sent, or is about to be. */
        COMMITTING,
        /** The commit is known to stand in Consul. */
        REBOOTING,
        /** The boot is over; post_boot tasks have not all succeeded. */
        RETURNING,
        /** The post_boot tasks have succeeded: they never run again for this claim. */
        SERVED,
        /** Given up, and not all of it undone yet: this boot does not go on to the reboot, whatever Consul says. */
        GIVING_UP
    }

    LocalClaim {
        triggers = List.copyOf(triggers);
    }

    LocalClaim inSession(String opened) {
        return new LocalClaim(
                id, group, step, bootId, opened, reason, draining, triggers, rebootAt, overdueTold, entry);
    }

    LocalClaim at(Step next) {
        return new LocalClaim(
                id, group, next, bootId, session, reason, draining, triggers, rebootAt, overdueTold, entry);
    }

    LocalClaim drainingIs(boolean now) {
        return new LocalClaim(id, group, step, bootId, session, reason, now, triggers, rebootAt, overdueTold, entry);
    }

    LocalClaim with(Entry longer) {
        return new LocalClaim(
                id, group, step, bootId, session, reason, draining, triggers, rebootAt, overdueTold, longer);
    }

    LocalClaim obeying(List<Trigger> asked) {
        return new LocalClaim(id, group, step, bootId, session, reason, draining, asked, rebootAt, overdueTold, entry);
    }

    LocalClaim rebootingAt(Duration uptime) {
        return new LocalClaim(id, group, step, bootId, session, reason, draining, triggers, uptime, false, entry);
    }

    LocalClaim toldOverdue() {
        return new LocalClaim(id, group, step, bootId, session, reason, draining, triggers, rebootAt, true, entry);
    }

    void save(Host host) {
        host.saveClaim(bytes());
    }

    /** What the last run left, if it left something. */
    static Optional<LocalClaim> load(Host host) {
        Optional<byte[]> saved = host.loadClaim();
        if (saved.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse(saved.get()));
        } catch (MalformedJson e) {
            throw new HostException("the claim file (claim.json in the state directory) " + e.reason()
                    + "; look at `rebootmgr status`, then remove the file: what Consul says of this node counts then");
        }
    }

    static LocalClaim parse(byte[] value) throws MalformedJson {
        Fields fields = Fields.parse(value);
        List<Trigger> triggers = new ArrayList<>();
        for (Fields item : fields.objects("triggers")) {
            triggers.add(trigger(item));
        }
        Optional<Fields> entry = fields.object("entry");
        if (entry.isEmpty()) {
            throw new MalformedJson("has no field entry");
        }
        return new LocalClaim(
                fields.text("id"),
                fields.text("group"),
                step(fields),
                fields.text("boot_id"),
                fields.text("session"),
                fields.text("reason"),
                fields.flag("draining"),
                triggers,
                fields.milliseconds("reboot_at_uptime_ms"),
                fields.flag("overdue_told"),
                Entry.read(entry.get()));
    }

    private static Trigger trigger(Fields item) throws MalformedJson {
        Trigger.Kind kind = item.text("kind").equals("file") ? Trigger.Kind.FILE : Trigger.Kind.KEY;
        String mark = item.text("mark");
        boolean fits =
                (kind == Trigger.Kind.FILE ? FILE_MARK : KEY_MARK).matcher(mark).matches();
        if (!fits) {
            throw item.malformed("mark", "what tells one request from the next");
        }
        return new Trigger(kind, item.text("name"), mark, item.text("reason"));
    }

    private static Step step(Fields fields) throws MalformedJson {
        String label = fields.text("step");
        for (Step step : Step.values()) {
            if (label(step).equals(label)) {
                return step;
            }
        }
        throw fields.malformed("step", "a step of the cycle");
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    byte[] bytes() {
        ObjectNode json = Json.object()
                .put("id", id)
                .put("group", group)
                .put("step", label(step))
                .put("boot_id", bootId)
                .put("session", session)
                .put("reason", reason)
                .put("draining", draining)
                .put("reboot_at_uptime_ms", rebootAt.toMillis())
                .put("overdue_told", overdueTold);
        ArrayNode list = json.putArray("triggers");
        triggers.forEach(t -> list.addObject()
                .put("kind", label(t.kind()))
                .put("name", t.name())
                .put("mark", t.mark())
                .put("reason", t.reason()));
        json.set("entry", entry.json());
        return Json.bytes(json);
    }
}
