package io.rebootmgr.json;

import java.io.Serial;

/** Text that is not the one JSON value it should be; the message says where, in a line. */
public final class MalformedJson extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /** {@code message} continues a sentence about the text: "has …", "is …". */
    public MalformedJson(String message) {
        super(message);
    }
}
