package io.rebootmgr.logbook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.MalformedJson;

/**
 * What a node's status says of its user space, so that others can tell that it was started anew.
 *
 * @param start which start it is, see {@link Boot}; empty where that is not known
 * @param sign what was seen of it when that was asked: while it is the same, nobody has to ask again
 */
public record Userspace(String start, String sign) {
    static final String FIELD = "userspace";
    static final String SIGN = "userspace_sign";

    /** Of which nothing is known. */
    public static final Userspace UNKNOWN = new Userspace("", "");

    static Userspace read(Fields fields) throws MalformedJson {
        return new Userspace(fields.text(FIELD, ""), fields.text(SIGN, ""));
    }

    void writeTo(ObjectNode json) {
        if (!start.isEmpty()) {
            json.put(FIELD, start);
        }
        if (!sign.isEmpty()) {
            json.put(SIGN, sign);
        }
    }
}
