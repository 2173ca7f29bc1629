package io.rebootmgr.cycle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.host.Host;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.slot.Impact;
import java.time.Duration;
import java.util.Optional;

/**
 * What the runs of this boot remember of the node's way through the line. Its times are those of the boot's own clock:
 * how long a node has waited is decided by no clock that can be set, and by none of another node.
 *
 * @param boot whose clock it is
 * @param asked when the impact program was last asked
 * @param impact what it said
 * @param seen when this was last brought up to date
 * @param waited how long the node had stood in line until then, all times together since it began to want this reboot
 * @param inLine whether it has stood there since
 */
record LineMemory(String boot, Duration asked, int impact, Duration seen, Duration waited, boolean inLine) {
    /** Longer than any boot lasts. */
    private static final long MOST_SECONDS = Duration.ofDays(36_525).toSeconds();

    /** None where there is none of this boot, or one that cannot be read. */
    static Optional<LineMemory> of(Host host) {
        Optional<byte[]> note = host.lineNote();
        if (note.isEmpty()) {
            return Optional.empty();
        }
        try {
            Fields fields = Fields.parse(note.get());
            LineMemory memory = new LineMemory(
                    fields.text("boot"),
                    seconds(fields, "asked"),
                    (int) fields.number("impact", Impact.NONE, Impact.MOST),
                    seconds(fields, "seen"),
                    seconds(fields, "waited"),
                    fields.flag("in_line"));
            Duration up = host.uptime();
            boolean ours = memory.boot().equals(host.bootId())
                    && memory.asked().compareTo(up) <= 0
                    && memory.seen().compareTo(up) <= 0;
            return ours ? Optional.of(memory) : Optional.empty();
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }

    private static Duration seconds(Fields fields, String name) throws MalformedJson {
        return Duration.ofSeconds(fields.number(name, 0, MOST_SECONDS));
    }

    /** After an answer. */
    static LineMemory with(Optional<LineMemory> before, Host host, int impact) {
        Duration up = host.uptime();
        Duration waited = before.map(memory -> memory.waitedAt(up)).orElse(Duration.ZERO);
        return new LineMemory(host.bootId(), up, impact, up, waited, true);
    }

    /** The same node when it has joined the line, or left it, just now. */
    LineMemory standing(boolean nowInLine, Duration up) {
        return new LineMemory(boot, asked, impact, up, waitedAt(up), nowInLine);
    }

    /** How long the node has stood in line by now. */
    Duration waitedAt(Duration up) {
        return inLine ? waited.plus(up).minus(seen) : waited;
    }

    void noteOn(Host host) {
        ObjectNode note = Json.object()
                .put("boot", boot)
                .put("asked", asked.toSeconds())
                .put("impact", impact)
                .put("seen", seen.toSeconds())
                .put("waited", waited.toSeconds())
                .put("in_line", inLine);
        host.noteLine(Json.bytes(note));
    }
}
