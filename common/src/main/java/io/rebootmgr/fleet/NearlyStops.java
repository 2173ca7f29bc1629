package io.rebootmgr.fleet;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Keys that look like a stop and stop nobody: {@code stop/incident-42}, a folder {@code stop/}, {@code stopp}. For
 * people only.
 */
public final class NearlyStops {
    private NearlyStops() {}

    /** What to say of those in the view. */
    public static List<Unreadable> in(View view, Keys keys) {
        return view.under(keys.prefix() + "/").stream()
                .flatMap(entry -> of(keys, entry.key()).stream())
                .toList();
    }

    /** What to say of this key; empty where it is a stop, or nothing like one. */
    static Optional<Unreadable> of(Keys keys, String key) {
        String below = keys.prefix() + "/";
        if (!key.startsWith(below)) {
            return Optional.empty();
        }
        String[] path = key.substring(below.length()).split("/", -1);
        boolean ofOne = path[0].equals("groups") || path[0].equals("nodes");
        int at = ofOne ? 2 : 0;
        if (path.length <= at || !path[at].toLowerCase(Locale.ROOT).startsWith("stop")) {
            return Optional.empty();
        }
        boolean stop = path.length == at + 1 && path[at].equals("stop");
        // A node may be called so, and asked to reboot in Python's spelling.
        boolean node = !ofOne && path.length == 2 && path[1].equals("reboot_required");
        String real = ofOne ? below + path[0] + "/" + path[1] + "/stop" : keys.stop();
        return stop || node
                ? Optional.empty()
                : Optional.of(new Unreadable(key, "stops nobody; a stop is the key " + real + " itself"));
    }
}
