package io.rebootmgr.consul;

import java.io.IOException;
import java.io.Serial;

/** An answer whose status is no success. As an exception it passes through consul-client whole. */
final class Rejected extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String body;

    Rejected(int status, String body) {
        super("status " + status);
        this.status = status;
        this.body = body;
    }

    int status() {
        return status;
    }

    String body() {
        return body;
    }
}
