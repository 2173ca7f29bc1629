package io.rebootmgr.json;

import java.io.Serial;

/** Text that is not the JSON it should be. The message goes on after the name of what was read: "is empty". */
public final class MalformedJson extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /** {@code message} continues a sentence about the text: "has …", "is …". */
    public MalformedJson(String message) {
        super(message);
    }

    /** The message, never null. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
