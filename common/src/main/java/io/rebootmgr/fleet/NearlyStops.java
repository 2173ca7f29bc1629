package io.rebootmgr.fleet;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.text.Unreadable;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Keys that look like a stop or a pause and hold nobody: {@code stop/incident-42}, a folder {@code pause/},
 * {@code stopp}. For people only.
 */
public final class NearlyStops {
    private NearlyStops() {}

    /** What to say of those in the view. */
    public static List<Unreadable> in(View view, Keys keys) {
        return view.under(keys.prefix() + "/").stream()
                .flatMap(entry -> of(keys, entry.key()).stream())
                .toList();
    }

    /** What to say of this key; empty where it is a stop or a pause, or nothing like one. */
    static Optional<Unreadable> of(Keys keys, String key) {
        String below = keys.prefix() + "/";
        if (!key.startsWith(below)) {
            return Optional.empty();
        }
        String[] path = key.substring(below.length()).split("/", -1);
        boolean ofOne = path[0].equals("groups") || path[0].equals("nodes");
        int at = ofOne ? 2 : 0;
        String word = path.length <= at ? "" : path[at].toLowerCase(Locale.ROOT);
        boolean pause = word.startsWith("paus");
        if (!pause && !word.startsWith("stop")) {
            return Optional.empty();
        }
        String meant = pause ? "pause" : "stop";
        boolean isOne = path.length == at + 1 && path[at].equals(meant);
        // A node may be called so, and asked to reboot in Python's spelling.
        boolean node = !ofOne && path.length == 2 && path[1].equals("reboot_required");
        String real = below + (ofOne ? path[0] + "/" + path[1] + "/" : "") + meant;
        return isOne || node
                ? Optional.empty()
                : Optional.of(new Unreadable(key, meant + "s nobody; a " + meant + " is the key " + real + " itself"));
    }
}
