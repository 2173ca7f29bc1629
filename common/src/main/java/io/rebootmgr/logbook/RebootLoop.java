package io.rebootmgr.logbook;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.MalformedJson;
import java.util.ArrayList;
import java.util.List;

/**
 * What a node remembers of reboots that looked like a loop, and of changes that did.
 *
 * @param triggers those that asked again and again: they are not obeyed before an operator has looked, or they are gone
 * @param forgiven the claim of the newest reboot that an operator has forgiven; empty where there is none. Not a time:
 *     the clocks of his machine and of the node may differ
 * @param inARow so many changes that detectors had asked for were made since they last found nothing to do
 */
public record RebootLoop(List<String> triggers, String forgiven, int inARow) {
    public static final RebootLoop NONE = new RebootLoop(List.of(), "");

    private static final String IN_A_ROW = "changes_in_a_row";
    /** Far above what any policy bears, and one more is a number still. */
    private static final int MOST = 1_000_000;

    public RebootLoop {
        triggers = List.copyOf(triggers);
    }

    /** Of a node whose detectors have found nothing to do since its last change. */
    public RebootLoop(List<String> triggers, String forgiven) {
        this(triggers, forgiven, 0);
    }

    /** One more change was made because detectors asked for it. */
    public RebootLoop andOneMore() {
        return new RebootLoop(triggers, forgiven, Math.min(inARow + 1, MOST));
    }

    /** Detectors have found nothing to do, or there are none. */
    public RebootLoop broken() {
        return inARow == 0 ? this : new RebootLoop(triggers, forgiven);
    }

    /** With these triggers, and of those before only what is still present. */
    public RebootLoop with(List<String> more, List<String> present) {
        List<String> all = new ArrayList<>(triggers);
        all.retainAll(present);
        more.stream().filter(trigger -> !all.contains(trigger)).forEach(all::add);
        return new RebootLoop(all, forgiven, inARow);
    }

    /** An operator has looked: what is in the logbook up to this claim does not count any more. */
    RebootLoop forgiven(String newestReboot) {
        return new RebootLoop(List.of(), newestReboot.isEmpty() ? forgiven : newestReboot);
    }

    /** Absent in what older agents wrote. */
    static RebootLoop read(Fields status) throws MalformedJson {
        List<String> triggers = status.texts("looping");
        String forgiven = status.text("forgiven", "");
        int inARow = status.has(IN_A_ROW) ? (int) status.number(IN_A_ROW, 0, MOST) : 0;
        return triggers.isEmpty() && forgiven.isEmpty() && inARow == 0
                ? NONE
                : new RebootLoop(triggers, forgiven, inARow);
    }

    void writeTo(ObjectNode status) {
        if (!triggers.isEmpty()) {
            ArrayNode list = status.putArray("looping");
            triggers.forEach(list::add);
        }
        if (!forgiven.isEmpty()) {
            status.put("forgiven", forgiven);
        }
        if (inARow > 0) {
            status.put(IN_A_ROW, inARow);
        }
    }
}
