package io.rebootmgr.show;

/** Places in line, for people. */
final class Ordinal {
    private Ordinal() {}

    /** {@code 1st}, {@code 2nd}, {@code 3rd}, {@code 11th}. */
    static String of(int number) {
        boolean teen = number % 100 >= 11 && number % 100 <= 13;
        return NodeTable.number(number)
                + (teen
                        ? "th"
                        : switch (number % 10) {
                            case 1 -> "st";
                            case 2 -> "nd";
                            case 3 -> "rd";
                            default -> "th";
                        });
    }
}
