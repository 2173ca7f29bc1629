package io.rebootmgr.consul;

import com.orbitz.consul.SessionClient;

/** Sessions that there are already; consul-client cannot make the ones that we need. */
record OrbitzSessions(SessionClient sessions, OrbitzCalls calls) {
    private static final String RIGHT = "this node's sessions: need session:write";

    boolean renew(String session) {
        String request = "PUT /v1/session/renew";
        if (!SessionId.isOne(session)) {
            return false;
        }
        try {
            // Empty would be a list without a session: Consul says 404 of one that it does not know.
            String renewed = sessions.renewSession(session).orElseThrow().getId();
            if (!renewed.equalsIgnoreCase(session)) {
                throw new IllegalStateException("another session");
            }
            return true;
        } catch (com.orbitz.consul.ConsulException e) {
            if (e.getCause() instanceof Rejected rejected && rejected.status() == 404) {
                return false;
            }
            throw calls.failure(request, RIGHT, e);
        } catch (RuntimeException e) {
            throw calls.nonsense(request, e);
        }
    }

    void destroy(String session) {
        if (SessionId.isOne(session)) {
            calls.ask("PUT /v1/session/destroy", RIGHT, () -> {
                sessions.destroySession(session);
                return session;
            });
        }
    }
}
