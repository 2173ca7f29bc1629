package io.rebootmgr.trigger;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.host.Host;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Something that asks for a change of this node.
 *
 * @param name the file's path or the key
 * @param mark changes when somebody asks again: of a key its ModifyIndex, of a file its inode and time of modification
 * @param reason what it says; may be empty
 * @param change what it asks for
 */
public record Trigger(Kind kind, String name, String mark, String reason, ChangeKind change) {

    /** One that asks for a reboot. */
    public Trigger(Kind kind, String name, String mark, String reason) {
        this(kind, name, mark, reason, ChangeKind.REBOOT);
    }

    /** Where it stands. */
    public enum Kind {
        FILE,
        KEY
    }

    /** Whether the two are one request: the same place, and nobody asked again between them. */
    public boolean same(Trigger other) {
        return name.equals(other.name) && mark.equals(other.mark);
    }

    /** When somebody asked: the time of a file. Consul keeps none of its keys. */
    public Optional<Instant> since() {
        return switch (kind) {
            case FILE -> Optional.of(Instant.ofEpochSecond(0, Long.parseLong(mark.substring(mark.indexOf(':') + 1))));
            case KEY -> Optional.empty();
        };
    }

    /** Why, in its own words; where it has none, where it stands. */
    public String text() {
        return reason.isEmpty() ? name : reason;
    }

    /**
     * Every trigger that is present, files first.
     *
     * @param view holds this node's keys
     */
    public static List<Trigger> present(Host host, View view, Keys keys, String node) {
        List<Trigger> found = new ArrayList<>();
        for (Host.TriggerFile file : host.triggerFiles()) {
            found.add(new Trigger(Kind.FILE, file.path(), file.inode() + ":" + file.modified(), file.reason()));
        }
        for (String key : List.of(keys.rebootRequired(node), keys.pythonRebootRequired(node))) {
            var entry = view.get(key);
            if (entry.isPresent()) {
                found.add(new Trigger(
                        Kind.KEY,
                        key,
                        Long.toString(entry.get().modifyIndex()),
                        entry.get().text()));
            }
        }
        return found;
    }
}
