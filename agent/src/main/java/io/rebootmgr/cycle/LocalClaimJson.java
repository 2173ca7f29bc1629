package io.rebootmgr.cycle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.json.OtherFields;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.rollout.ChosenTasks;
import io.rebootmgr.rollout.InRollout;
import io.rebootmgr.slot.Awaited;
import io.rebootmgr.trigger.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** A {@link LocalClaim} as it stands in its file. Fields of newer agents are kept. */
final class LocalClaimJson {
    /** Of a claim and of a trigger; without it a reboot, for an older agent knows of nothing else. */
    private static final String CHANGE = "change";

    private static final String ROLLOUT = "rollout";

    private static final String ADOPTED = "adopted";
    private static final String USERSPACE = "userspace";

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
            USERSPACE,
            "overdue_told",
            "command_failed",
            "commanded",
            "entry",
            CHANGE,
            ROLLOUT,
            ADOPTED,
            Awaited.FIELD);
    /**
     * Marks are numbers: an index of Consul's; an inode and nanoseconds since 1970, which fit into 63 bits until 2262.
     */
    private static final Pattern KEY_MARK = Pattern.compile("\\d{1,18}");

    private static final Pattern FILE_MARK = Pattern.compile("-?\\d{1,20}:-?\\d{1,18}|-?\\d{1,20}:-?[1-8]\\d{18}");

    private LocalClaimJson() {}

    static LocalClaim read(byte[] value) throws MalformedJson {
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
                new LocalClaim.Commit(
                        fields.milliseconds("reboot_at_uptime_ms"),
                        fields.text(USERSPACE, ""),
                        fields.flag("overdue_told"),
                        fields.flag("command_failed", false),
                        fields.flag("commanded", true)),
                Entry.read(entry.get()),
                Awaited.read(fields),
                change(fields),
                rollout(fields),
                // It came with that key.
                fields.has(USERSPACE),
                fields.flag(ADOPTED, false),
                OtherFields.of(fields, KNOWN::contains));
    }

    private static Trigger trigger(Fields item) throws MalformedJson {
        Trigger.Kind kind = switch (item.text("kind")) {
            case "file" -> Trigger.Kind.FILE;
            case "detector" -> Trigger.Kind.DETECTOR;
            case "rollout" -> Trigger.Kind.ROLLOUT;
            default -> Trigger.Kind.KEY;
        };
        String mark = item.text("mark");
        boolean fits =
                (kind == Trigger.Kind.FILE ? FILE_MARK : KEY_MARK).matcher(mark).matches();
        if (!fits) {
            throw item.malformed("mark", "what tells one request from the next");
        }
        return new Trigger(kind, item.text("name"), mark, item.text("reason"), change(item));
    }

    private static ChangeKind change(Fields fields) throws MalformedJson {
        Optional<ChangeKind> change = ChangeKind.of(fields.text(CHANGE, ChangeKind.REBOOT.label()));
        if (change.isEmpty()) {
            throw fields.malformed(CHANGE, "hot, drain or reboot");
        }
        return change.get();
    }

    private static Optional<InRollout> rollout(Fields fields) throws MalformedJson {
        Optional<Fields> rollout = fields.object(ROLLOUT);
        return rollout.isEmpty()
                ? Optional.empty()
                : Optional.of(new InRollout(
                        rollout.get().text("id"),
                        rollout.get().text("version"),
                        rollout.get().text("wave"),
                        new ChosenTasks(
                                rollout.get().texts("tags"), rollout.get().flag("barrier", false))));
    }

    private static LocalClaim.Step step(Fields fields) throws MalformedJson {
        String label = fields.text("step");
        for (LocalClaim.Step step : LocalClaim.Step.values()) {
            if (label(step).equals(label)) {
                return step;
            }
        }
        throw fields.malformed("step", "a step of the cycle");
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static byte[] bytes(LocalClaim claim) {
        ObjectNode json = Json.object()
                .put("id", claim.id())
                .put("group", claim.group())
                .put("step", label(claim.step()))
                .put("boot_id", claim.bootId())
                .put("session", claim.session())
                .put("reason", claim.reason())
                .put("draining", claim.draining())
                .put("reboot_at_uptime_ms", claim.commit().uptime().toMillis())
                .put("overdue_told", claim.commit().overdueTold())
                .put("command_failed", claim.commit().commandFailed())
                .put("commanded", claim.commit().commanded());
        if (claim.saysOut() || !claim.commit().userspace().isEmpty()) {
            json.put(USERSPACE, claim.commit().userspace());
        }
        if (claim.adopted()) {
            json.put(ADOPTED, true);
        }
        ArrayNode list = json.putArray("triggers");
        claim.triggers().forEach(t -> write(t, list.addObject()));
        json.set("entry", claim.entry().json());
        claim.awaited().writeTo(json);
        writeChange(claim.change(), json);
        claim.rollout().ifPresent(in -> {
            ObjectNode rollout = json.putObject(ROLLOUT).put("id", in.id()).put("version", in.version());
            rollout.put("wave", in.wave());
            ArrayNode tags = rollout.putArray("tags");
            in.tasks().tags().forEach(tags::add);
            rollout.put("barrier", in.tasks().barrier());
        });
        claim.others().writeTo(json);
        return Json.bytes(json);
    }

    private static void write(Trigger trigger, ObjectNode json) {
        json.put("kind", label(trigger.kind()))
                .put("name", trigger.name())
                .put("mark", trigger.mark())
                .put("reason", trigger.reason());
        writeChange(trigger.change(), json);
    }

    private static void writeChange(ChangeKind change, ObjectNode json) {
        if (change != ChangeKind.REBOOT) {
            json.put(CHANGE, change.label());
        }
    }
}
