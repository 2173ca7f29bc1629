package io.rebootmgr.consul;

import java.io.Serial;

/** Consul gave no usable answer. The message is for people: what was asked, what came back, what to do next. */
public final class ConsulException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Why there is no answer. */
    public enum Kind {
        /**
         * Nothing listens where this node's Consul agent should. One that was stopped has left, and Consul ended the
         * sessions of its node in that moment, whatever their TTL.
         */
        NO_AGENT,
        /** A broken connection, no answer in time, or a 5xx. */
        UNREACHABLE,
        /** The servers have no leader. */
        NO_LEADER,
        /** 403: the message names the key or path and the right that is missing. */
        FORBIDDEN,
        /** An answer that is not what Consul answers: not JSON, a wrong shape, another status. */
        NONSENSE,
        /** More than is read, or than there is room for. A question for less may have an answer. */
        TOO_LARGE;

        /** Whether the same question may have an answer in a while, with nothing done about it. */
        public boolean mayPass() {
            return this == NO_AGENT || this == UNREACHABLE || this == NO_LEADER;
        }
    }

    private final Kind kind;
    private final String right;

    public ConsulException(Kind kind, String message) {
        this(kind, message, "");
    }

    /**
     * With the right that the token lacks.
     *
     * @param right what it takes, as {@code the agent itself: needs agent:read}; empty where it is no right that is
     *     missing
     */
    public ConsulException(Kind kind, String message, String right) {
        super(message);
        this.kind = kind;
        this.right = right;
    }

    public ConsulException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.right = "";
    }

    public Kind kind() {
        return kind;
    }

    /** The right that the token lacks; empty for what is no lack of a right, a token that Consul does not know too. */
    public String right() {
        return right;
    }

    /** The message, never null. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
