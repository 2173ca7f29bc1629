package io.rebootmgr.cycle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.host.Host;
import io.rebootmgr.host.HostException;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.json.OtherFields;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.slot.Awaited;
import io.rebootmgr.trigger.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/**
 * What this node keeps of its own claim on its disk ({@code state/claim.json}), written before Consul is told, so that
 * a run that died at any point is understood by the next one.
 *
 * @param bootId the boot that is to be left, or was
 * @param draining tasks have begun, so giving up means to undo them
 * @param triggers what was asked for at the commit; the same mark afterwards means that it has been obeyed
 * @param commit what was so when the reboot command was last about to be given
 * @param awaited what the return waits for
 * @param others what a newer agent wrote beside that
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
        Commit commit,
        Entry entry,
        Awaited awaited,
        OtherFields others) {
    private static final Set<String> KNOWN = Set.of(
            "id",
            "group",
            "step",
            "boot_id",
            "session",
            "reason",
            "draining",
            "triggers",
            "reboot_at_uptime_ms",
            "userspace",
            "overdue_told",
            "command_failed",
            "entry",
            Awaited.FIELD);
    /**
     * Marks are numbers: an index of Consul's, or what stands for a detector's words; an inode and nanoseconds since
     * 1970, which fit into 63 bits until 2262.
     */
    private static final Pattern KEY_MARK = Pattern.compile("\\d{1,18}");

    private static final Pattern FILE_MARK = Pattern.compile("-?\\d{1,20}:-?\\d{1,18}|-?\\d{1,20}:-?[1-8]\\d{18}");

    /**
     * What was so at the commit, and what has come of the reboot command since.
     *
     * @param uptime of the node, by the clock of its boot; zero before the commit
     * @param userspace the start of user space that is to be left, see {@link Boot}
     * @param overdueTold the run that found the node still up after the grace period has said so
     * @param commandFailed the reboot command said that it failed, and that was told and counted
     */
    record Commit(Duration uptime, String userspace, boolean overdueTold, boolean commandFailed) {
        static final Commit NONE = new Commit(Duration.ZERO, "", false, false);
    }

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

    /** One that waits for nothing when its node is back. */
    LocalClaim(
            String id,
            String group,
            Step step,
            String bootId,
            String session,
            String reason,
            boolean draining,
            List<Trigger> triggers,
            Commit commit,
            Entry entry) {
        this(
                id,
                group,
                step,
                bootId,
                session,
                reason,
                draining,
                triggers,
                commit,
                entry,
                Awaited.NONE,
                OtherFields.NONE);
    }

    LocalClaim inSession(String opened) {
        return new LocalClaim(
                id, group, step, bootId, opened, reason, draining, triggers, commit, entry, awaited, others);
    }

    LocalClaim at(Step next) {
        return new LocalClaim(
                id, group, next, bootId, session, reason, draining, triggers, commit, entry, awaited, others);
    }

    LocalClaim drainingIs(boolean now) {
        return new LocalClaim(id, group, step, bootId, session, reason, now, triggers, commit, entry, awaited, others);
    }

    LocalClaim with(Entry longer) {
        return new LocalClaim(
                id, group, step, bootId, session, reason, draining, triggers, commit, longer, awaited, others);
    }

    /** A run of it ended without ending it. */
    LocalClaim setBack(Outcome why, Instant now) {
        return with(entry.withSetback(why.code().number(), why.text(), now));
    }

    LocalClaim obeying(List<Trigger> asked) {
        return new LocalClaim(
                id, group, step, bootId, session, reason, draining, asked, commit, entry, awaited, others);
    }

    LocalClaim committed(Commit now) {
        return new LocalClaim(
                id, group, step, bootId, session, reason, draining, triggers, now, entry, awaited, others);
    }

    LocalClaim toldOverdue() {
        return committed(new Commit(commit.uptime(), commit.userspace(), true, commit.commandFailed()));
    }

    LocalClaim commandFailed() {
        return committed(new Commit(commit.uptime(), commit.userspace(), commit.overdueTold(), true));
    }

    /** The boot that is to be left, or was. */
    Boot boot() {
        return new Boot(bootId, commit.userspace());
    }

    LocalClaim awaiting(Awaited services) {
        return new LocalClaim(
                id, group, step, bootId, session, reason, draining, triggers, commit, entry, services, others);
    }

    void save(Host host) {
        host.saveClaim(bytes());
    }

    /** The same of what can be found out again, or is only worth knowing: a disk that takes nothing ends no run. */
    void saveIfPossible(Host host) {
        try {
            save(host);
        } catch (HostException e) {
            LoggerFactory.getLogger(LocalClaim.class).error("not written down: {}", e.getMessage());
        }
    }

    /**
     * What the last run left, if it left something that can be read: what cannot is nothing, and Consul's word counts.
     */
    static Optional<LocalClaim> load(Host host) {
        Optional<byte[]> saved = host.loadClaim();
        if (saved.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse(saved.get()));
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }

    /** The same; a file that cannot be read is put where the next claim does not overwrite it, and people are told. */
    static Optional<LocalClaim> loadOrSetAside(Host host) {
        Optional<byte[]> saved = host.loadClaim();
        if (saved.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse(saved.get()));
        } catch (MalformedJson e) {
            String kept = host.setClaimAside();
            LoggerFactory.getLogger(LocalClaim.class)
                    .error(
                            "the claim file of an earlier run {}; kept as {}, what Consul says of this node counts now",
                            e.reason(),
                            kept);
            return Optional.empty();
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
                new Commit(
                        fields.milliseconds("reboot_at_uptime_ms"),
                        fields.text("userspace", ""),
                        fields.flag("overdue_told"),
                        fields.flag("command_failed", false)),
                Entry.read(entry.get()),
                Awaited.read(fields),
                OtherFields.of(fields, KNOWN::contains));
    }

    private static Trigger trigger(Fields item) throws MalformedJson {
        Trigger.Kind kind = switch (item.text("kind")) {
            case "file" -> Trigger.Kind.FILE;
            case "detector" -> Trigger.Kind.DETECTOR;
            default -> Trigger.Kind.KEY;
        };
        String mark = item.text("mark");
        boolean fits =
                (kind == Trigger.Kind.FILE ? FILE_MARK : KEY_MARK).matcher(mark).matches();
        if (!fits) {
            throw item.malformed("mark", "what tells one request from the next");
        }
        Optional<ChangeKind> change = ChangeKind.of(item.text("change", ChangeKind.REBOOT.label()));
        if (change.isEmpty()) {
            throw item.malformed("change", "hot, drain or reboot");
        }
        return new Trigger(kind, item.text("name"), mark, item.text("reason"), change.get());
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
                .put("reboot_at_uptime_ms", commit.uptime().toMillis())
                .put("userspace", commit.userspace())
                .put("overdue_told", commit.overdueTold())
                .put("command_failed", commit.commandFailed());
        ArrayNode list = json.putArray("triggers");
        triggers.forEach(t -> write(t, list.addObject()));
        json.set("entry", entry.json());
        awaited.writeTo(json);
        others.writeTo(json);
        return Json.bytes(json);
    }

    private static void write(Trigger trigger, ObjectNode json) {
        json.put("kind", label(trigger.kind()))
                .put("name", trigger.name())
                .put("mark", trigger.mark())
                .put("reason", trigger.reason());
        // An older agent knows of reboots only.
        if (trigger.change() != ChangeKind.REBOOT) {
            json.put("change", trigger.change().label());
        }
    }
}
