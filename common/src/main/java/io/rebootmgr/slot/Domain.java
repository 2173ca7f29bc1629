package io.rebootmgr.slot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.MalformedJson;

/**
 * The failure domain of a node, as its rack or its room: what fails together, and may go together.
 *
 * @param name compared whole; empty where the node has none, and is a domain of its own
 */
public record Domain(String name) {
    public static final Domain NONE = new Domain("");
    /** Of a claim that says something which is no name: whichever it is, it may be anybody's. */
    public static final Domain UNREADABLE = new Domain("?");

    /** Of a claim, of who waits in line, and of a node's status. */
    public static final String FIELD = "domain";

    /** What an object says; what is no name makes nothing else in it unreadable. */
    public static Domain read(Fields object) {
        if (!object.has(FIELD)) {
            return NONE;
        }
        try {
            String name = object.text(FIELD);
            return Keys.isName(name) ? new Domain(name) : UNREADABLE;
        } catch (MalformedJson e) {
            return UNREADABLE;
        }
    }

    public boolean isNamed() {
        return Keys.isName(name);
    }

    boolean isUnreadable() {
        return equals(UNREADABLE);
    }

    /** What nodes of one domain have in common, and no others. */
    public String key(String node) {
        return isNamed() ? name : name + "/" + node;
    }

    /** Whether this is the key of a node whose domain cannot be read. */
    static boolean mayBeAny(String key) {
        return key.startsWith(UNREADABLE.name + "/");
    }

    /** The key as people read it: the domain, or the node that is one of its own. */
    static String shown(String key) {
        return key.substring(key.indexOf('/') + 1);
    }

    /** Adds itself to an object; left out where there is none. */
    public void writeTo(ObjectNode object) {
        if (!name.isEmpty()) {
            object.put(FIELD, name);
        }
    }
}
