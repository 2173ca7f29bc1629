package io.rebootmgr.trigger;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.change.ChangeRequest;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.detect.Detected;
import io.rebootmgr.detect.Detection;
import io.rebootmgr.host.Host;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.rollout.NodeTurn;
import io.rebootmgr.rollout.Order;
import io.rebootmgr.text.Suggestion;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Something that asks for a change of this node.
 *
 * @param name the file's path, the key, or {@code detector NAME}
 * @param mark changes when somebody asks again: of a key its ModifyIndex, of a file its inode and time of modification,
 *     of a detector a number that stands for what it says
 * @param reason what it says; may be empty
 * @param change what it asks for
 */
public record Trigger(Kind kind, String name, String mark, String reason, ChangeKind change) {

    /** How the name of one begins that is a detector. */
    public static final String DETECTOR = "detector ";

    /** How the name of one begins that is a rollout; its id follows. */
    public static final String ROLLOUT = "rollout ";

    /** The id is in the name; all digits, so that an older agent can read the claim file. */
    private static final String MARK_OF_ROLLOUTS = "0";

    /** Above every checksum. */
    private static final long FIRST_KIND = 10_000_000_000L;

    /** One that asks for a reboot. */
    public Trigger(Kind kind, String name, String mark, String reason) {
        this(kind, name, mark, reason, ChangeKind.REBOOT);
    }

    /** Where it stands. */
    public enum Kind {
        FILE,
        KEY,
        /** A program that looks at the node, see {@code io.rebootmgr.detect}. */
        DETECTOR,
        /** A rollout whose wave this node is in. */
        ROLLOUT
    }

    /** Whether the two are one request: the same place, and nobody asked again between them. */
    public boolean same(Trigger other) {
        return name.equals(other.name) && mark.equals(other.mark);
    }

    /** When somebody asked: the time of a file. Consul keeps none of its keys. */
    public Optional<Instant> since() {
        return switch (kind) {
            case FILE -> Optional.of(Instant.ofEpochSecond(0, Long.parseLong(mark.substring(mark.indexOf(':') + 1))));
            case KEY, DETECTOR, ROLLOUT -> Optional.empty();
        };
    }

    /** Why, in its own words; where it has none, where it stands. */
    public String text() {
        return reason.isEmpty() ? name : reason;
    }

    /**
     * Every trigger that is present: files, keys, detectors, a rollout.
     *
     * @param view holds this node's keys
     */
    public static List<Trigger> present(Host host, View view, Keys keys, String group, String node) {
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
        String change = keys.changeRequired(node);
        Optional<View.Entry> asked = view.get(change);
        if (asked.isPresent()) {
            try {
                ChangeRequest request = ChangeRequest.parse(asked.get().value());
                String mark = Long.toString(asked.get().modifyIndex());
                found.add(new Trigger(Kind.KEY, change, mark, request.reason(), request.kind()));
            } catch (MalformedJson e) {
                // It holds the node, see unreadable().
            }
        }
        addDetectors(host, found);
        if (NodeTurn.of(view, keys, group, node) instanceof NodeTurn.Placed turn && turn.goesOn()) {
            addRollout(turn, found);
        }
        return found;
    }

    /** Where each node's detectors say what is to be done, they ask for it themselves. */
    private static void addRollout(NodeTurn.Placed turn, List<Trigger> found) {
        Order order = turn.rollout().order();
        order.change()
                .kind()
                .ifPresent(kind -> found.add(new Trigger(
                        Kind.ROLLOUT,
                        ROLLOUT + order.id(),
                        MARK_OF_ROLLOUTS,
                        order.reason().isEmpty() ? turn.text() : turn.text() + ": " + order.reason(),
                        kind)));
    }

    /** Why a request in Consul is none that can be obeyed: of which kind it is cannot be guessed. */
    public static Optional<String> unreadable(View view, Keys keys, String node) {
        String key = keys.changeRequired(node);
        Optional<View.Entry> asked = view.get(key);
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        try {
            ChangeRequest.parse(asked.get().value());
            return Optional.empty();
        } catch (MalformedJson e) {
            return Optional.of("the key " + key + " " + e.reason() + "; "
                    + Suggestion.of("rebootmgr cancel").argument(node).typed() + " removes it");
        }
    }

    /** What detectors said last in this boot. */
    private static void addDetectors(Host host, List<Trigger> found) {
        Optional<Detected> detected = Detected.in(host);
        if (detected.isEmpty()) {
            return;
        }
        for (Detection detection : detected.get().detections()) {
            Optional<ChangeKind> change = detection.said().change();
            if (change.isPresent()) {
                found.add(new Trigger(
                        Kind.DETECTOR,
                        DETECTOR + detection.name(),
                        mark(change.get(), detection.reason()),
                        detection.reason(),
                        change.get()));
            }
        }
    }

    /** All digits, as a key's: so an older agent can read the claim file. */
    private static String mark(ChangeKind change, String reason) {
        CRC32 words = new CRC32();
        words.update(reason.getBytes(StandardCharsets.UTF_8));
        long kind = change.includes(ChangeKind.REBOOT) ? 3 : change.includes(ChangeKind.DRAIN) ? 2 : 1;
        return Long.toString(kind * FIRST_KIND + words.getValue());
    }
}
