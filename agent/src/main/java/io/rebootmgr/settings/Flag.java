package io.rebootmgr.settings;

/** Variables that are on or off, spelt as Consul's own tools read them. */
final class Flag {
    private Flag() {}

    /** Its value; true, with a problem, for what is neither. */
    static boolean read(Inputs in, Given given) {
        return switch (given.text()) {
            case "1", "t", "T", "true", "TRUE", "True" -> true;
            case "0", "f", "F", "false", "FALSE", "False" -> false;
            default -> {
                in.wrong(given, "expected true or false");
                yield true;
            }
        };
    }
}
