package io.rebootmgr.cli;

/** What commands that only look say of a name that nobody knows; on standard error, beside what they show. */
final class Looking {
    private Looking() {}

    /** A line where there is something to say. */
    static void warn(Known known, Shell shell) {
        switch (known) {
            case Known.Yes yes -> {}
            case Known.No(String text) -> shell.warn(text);
            case Known.Undecided(String text) -> shell.warn(text);
        }
    }
}
