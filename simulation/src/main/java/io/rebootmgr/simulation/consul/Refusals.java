package io.rebootmgr.simulation.consul;

import java.util.Optional;

/** Consul's own words for why a step of a transaction was not done, as our adapter passes them on: with the key. */
final class Refusals {
    private Refusals() {}

    static Optional<String> notLockedBy(String key, String session, Optional<Entry> now) {
        if (now.isEmpty()) {
            return Optional.of("failed to check session, key \"" + key + "\" doesn't exist");
        }
        String holder = now.get().session().orElse("");
        return holder.equals(session)
                ? Optional.empty()
                : Optional.of("failed session check for key \"" + key + "\", current session \"" + holder + "\" != \""
                        + session + "\"");
    }

    static Optional<String> notOf(String key, long wanted, Optional<Entry> now) {
        if (now.isEmpty()) {
            return Optional.of("failed to check index, key \"" + key + "\" doesn't exist");
        }
        long index = now.get().modifyIndex();
        return index == wanted
                ? Optional.empty()
                : Optional.of(
                        "failed index check for key \"" + key + "\", current modify index " + index + " != " + wanted);
    }

    static String exists(String key) {
        return "key \"" + key + "\" exists";
    }

    static String staleSet(String key) {
        return "failed to set key \"" + key + "\", index is stale";
    }

    static String staleDelete(String key) {
        return "failed to delete key \"" + key + "\", index is stale";
    }

    static String lockHeld(String key) {
        return "failed to lock key \"" + key + "\", lock is already held";
    }

    static String lockDelayed(String key) {
        return "failed to lock key \"" + key + "\" due to lock delay";
    }

    static String noSessionGiven(String key) {
        return "key \"" + key + "\": missing session";
    }

    static String noSuchSession(String key, String session) {
        return "key \"" + key + "\": invalid session \"" + session + "\"";
    }
}
