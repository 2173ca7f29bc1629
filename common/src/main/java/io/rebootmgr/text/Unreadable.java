package io.rebootmgr.text;

/** A key whose value is not what it should be: its name, and what is wrong with it. */
public record Unreadable(String key, String why) {

    /** What to say of it, and what to do. */
    public String text() {
        return "the key " + key + " " + why + "; it is left as it is: see " + Suggestion.key("get", key)
                + ", then fix or delete it";
    }
}
