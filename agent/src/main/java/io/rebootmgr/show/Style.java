package io.rebootmgr.show;

/** How a text stands out on a terminal. */
public enum Style {
    PLAIN(""),
    STRONG("1"),
    FAINT("2"),
    GOOD("32"),
    ALARM("1;31"),
    NOTICE("33");

    private final String code;

    Style(String code) {
        this.code = code;
    }

    /** The text in this style, or as it is where there are no colours. */
    String of(String text, boolean coloured) {
        return !coloured || code.isEmpty() || text.isBlank() ? text : "\u001B[" + code + "m" + text + "\u001B[0m";
    }
}
