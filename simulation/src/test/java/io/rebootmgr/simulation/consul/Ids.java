package io.rebootmgr.simulation.consul;

import java.util.Map;
import java.util.TreeMap;

/** The ids of the numbered sessions. Consul makes them, so the real side goes first and the model's takes over. */
final class Ids {
    /** No session at all: the empty id. */
    static final int NO_SESSION = 9;

    private static final String NEVER_CREATED = "00000000-0000-4000-8000-00000000000";

    private final Map<Integer, String> ids = new TreeMap<>();

    void set(int session, String id) {
        ids.put(session, id);
    }

    /** Its last one; of a number that never had one, an id that Consul does not know. */
    String of(int session) {
        return session == NO_SESSION ? "" : ids.getOrDefault(session, NEVER_CREATED + session);
    }
}
