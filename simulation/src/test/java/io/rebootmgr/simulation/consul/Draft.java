package io.rebootmgr.simulation.consul;

import io.rebootmgr.consul.Operation;
import java.nio.charset.StandardCharsets;

/**
 * An operation before it is known on which side it is done: its index and its session are called by what they are, for
 * each side counts its own.
 *
 * @param verb of Consul's transactions
 * @param session number of the session; used by {@code lock} and {@code check-session} only
 */
record Draft(String verb, String key, String value, Which index, int session) {

    /** An index that a side knows for a key. */
    enum Which {
        /** As it stands, 0 for none. */
        CURRENT,
        /** As it stood before the last change, 0 for none. */
        FORMER,
        /** There must be none. */
        NONE,
        /** Another one that no key ever has. */
        WRONG
    }

    Operation on(Side side) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        String name = side.name(key);
        return switch (verb) {
            case "set" -> new Operation.Put(name, bytes);
            case "cas" -> new Operation.PutIf(name, bytes, side.index(key, index));
            case "delete" -> new Operation.Delete(name);
            case "delete-cas" -> new Operation.DeleteIf(name, side.index(key, index));
            case "lock" -> new Operation.Lock(name, bytes, side.session(session));
            case "check-session" -> new Operation.RequireSession(name, side.session(session));
            case "check-index" -> new Operation.RequireIndex(name, side.index(key, index));
            case "check-not-exists" -> new Operation.RequireAbsent(name);
            default -> throw new IllegalArgumentException(verb);
        };
    }

    static Draft set(String key, String value) {
        return new Draft("set", key, value, Which.NONE, 0);
    }

    static Draft cas(String key, String value, Which index) {
        return new Draft("cas", key, value, index, 0);
    }

    static Draft delete(String key) {
        return new Draft("delete", key, "", Which.NONE, 0);
    }

    static Draft deleteCas(String key, Which index) {
        return new Draft("delete-cas", key, "", index, 0);
    }

    static Draft lock(String key, String value, int session) {
        return new Draft("lock", key, value, Which.NONE, session);
    }

    static Draft checkSession(String key, int session) {
        return new Draft("check-session", key, "", Which.NONE, session);
    }

    static Draft checkIndex(String key, Which index) {
        return new Draft("check-index", key, "", index, 0);
    }

    static Draft checkNotExists(String key) {
        return new Draft("check-not-exists", key, "", Which.NONE, 0);
    }
}
