package io.rebootmgr.cli;

/** What commands that only look say of a name that nobody knows; on standard error, beside what they show. */
final class NameWarning {
    private NameWarning() {}

    /** A line where there is something to say. */
    static void warn(KnownName known, Shell shell) {
        switch (known) {
            case KnownName.Yes yes -> {}
            case KnownName.No(String text) -> shell.warn(text);
            case KnownName.Undecided(String text) -> shell.warn(text);
        }
    }
}
