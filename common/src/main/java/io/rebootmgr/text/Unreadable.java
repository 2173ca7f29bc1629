package io.rebootmgr.text;

/**
 * A key whose value is not what it should be.
 *
 * @param key its name in Consul
 * @param where what is wrong there, for people: the key, and a field of its value behind it where it is one
 * @param why what is wrong with it
 */
public record Unreadable(String key, String where, String why) {

    /** One whose value is wrong as a whole. */
    public Unreadable(String key, String why) {
        this(key, key, why);
    }

    /** What to say of it, and what to do. */
    public String text() {
        return "the key " + where + " " + why + "; it is left as it is: see " + Suggestion.key("get", key)
                + ", then fix or delete it";
    }
}
