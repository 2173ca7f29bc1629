package io.rebootmgr.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one run remembers for the reports of the next. Times are seconds since 1970, zero where there is nothing to
 * remember: reading dates would cost an idle run more than all the rest of this.
 *
 * @param requiredSince a reboot has been asked for since then
 * @param heldBy the gate that holds it, empty for none
 * @param heldSince and since when it is that one
 * @param exitCode of the run that ended last, {@link #UNKNOWN} where that is not known
 * @param rebootedAt when the last reboot was complete
 * @param phases what it took
 * @param told what people were told of all this
 * @param untold news of a rollout that this node was about to write, where nobody has been told of them yet
 */
record Memory(
        long requiredSince,
        String heldBy,
        long heldSince,
        int exitCode,
        long rebootedAt,
        List<Entry.Phase> phases,
        Notified told,
        Optional<Untold> untold) {
    /** No exit code. */
    static final int UNKNOWN = -1;

    static final Memory NONE = new Memory(0, "", 0, UNKNOWN, 0, List.of(), Notified.NOTHING, Optional.empty());

    Memory {
        phases = List.copyOf(phases);
    }

    Memory told(Notified news) {
        return new Memory(requiredSince, heldBy, heldSince, exitCode, rebootedAt, phases, news, untold);
    }

    /** These news are about to be written, or nothing is left to be told. */
    Memory untold(Optional<Untold> news) {
        return new Memory(requiredSince, heldBy, heldSince, exitCode, rebootedAt, phases, told, news);
    }

    /** A reboot is asked for since then, or zero for not any more. */
    Memory required(long since) {
        return new Memory(since, heldBy, heldSince, exitCode, rebootedAt, phases, told, untold);
    }

    /** This gate holds, or none; since now unless it did before. */
    Memory held(Optional<String> gate, long now) {
        String by = gate.orElse("");
        long since = by.isEmpty() ? 0 : by.equals(heldBy) ? heldSince : now;
        return new Memory(requiredSince, by, since, exitCode, rebootedAt, phases, told, untold);
    }

    /** A run ended with this. */
    Memory ended(int code) {
        return new Memory(requiredSince, heldBy, heldSince, code, rebootedAt, phases, told, untold);
    }

    /** A reboot is complete. A phase that came twice counts as one. */
    Memory rebooted(long at, List<Entry.Phase> took) {
        List<Entry.Phase> once = new ArrayList<>();
        for (Entry.Phase phase : took) {
            int same = -1;
            for (int i = 0; i < once.size(); i++) {
                same = once.get(i).name().equals(phase.name()) ? i : same;
            }
            if (same < 0) {
                once.add(phase);
            } else {
                once.set(
                        same,
                        new Entry.Phase(phase.name(), once.get(same).took().plus(phase.took())));
            }
        }
        return new Memory(0, "", 0, exitCode, at, once, told, untold);
    }

    static Memory parse(byte[] value) throws MalformedJson {
        Fields fields = Fields.parse(value);
        List<Entry.Phase> phases = new ArrayList<>();
        for (Fields item : fields.objects("phases")) {
            phases.add(new Entry.Phase(item.text("name"), item.milliseconds("milliseconds")));
        }
        Optional<Fields> told = fields.object("told");
        Optional<Fields> untold = fields.object("untold");
        return new Memory(
                fields.epochSecond("required_since"),
                fields.text("held_by"),
                fields.epochSecond("held_since"),
                fields.has("exit_code") ? fields.code("exit_code") : UNKNOWN,
                fields.epochSecond("rebooted_at"),
                phases,
                told.isEmpty() ? Notified.NOTHING : Notified.read(told.get()),
                untold.isEmpty() ? Optional.empty() : Optional.of(Untold.read(untold.get())));
    }

    byte[] bytes() {
        ObjectNode json = Json.object();
        json.put("required_since", requiredSince);
        json.put("held_by", heldBy);
        json.put("held_since", heldSince);
        if (exitCode != UNKNOWN) {
            json.put("exit_code", exitCode);
        }
        json.put("rebooted_at", rebootedAt);
        var list = json.putArray("phases");
        for (Entry.Phase phase : phases) {
            list.addObject()
                    .put("name", phase.name())
                    .put("milliseconds", phase.took().toMillis());
        }
        json.set("told", told.json());
        if (untold.isPresent()) {
            json.set("untold", untold.get().json());
        }
        return Json.bytes(json);
    }
}
