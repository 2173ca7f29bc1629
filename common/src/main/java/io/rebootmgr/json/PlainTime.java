package io.rebootmgr.json;

import java.time.Instant;

/**
 * A time as agents write them, with a fraction of a second or without. Read without the JDK's formatters, which take a
 * twentieth of a status of thousands of nodes, and of an idle run ten milliseconds to build
 * ({@link java.time.LocalDate} alone builds them).
 */
final class PlainTime {
    private static final String SECONDS = "0000-00-00T00:00:00";
    private static final int NANO_DIGITS = 9;
    /** From the first of March of the year 0. */
    private static final long DAYS_TO_1970 = 719_468;

    private PlainTime() {}

    static boolean is(String text) {
        int end = text.length() - 1;
        if (end < SECONDS.length() || text.charAt(end) != 'Z') {
            return false;
        }
        for (int at = 0; at < SECONDS.length(); at++) {
            char should = SECONDS.charAt(at);
            if (should == '0' ? !isDigit(text, at) : text.charAt(at) != should) {
                return false;
            }
        }
        if (end > SECONDS.length() && !isFraction(text, SECONDS.length(), end)) {
            return false;
        }
        int month = number(text, 5);
        int day = number(text, 8);
        // Every second month has 31, and so have both July and August.
        int longest = month == 2 ? 28 : 30 + (month + month / 8) % 2;
        boolean isDate = month >= 1 && month <= 12 && day >= 1 && day <= longest;
        // The 29th of February, 24:00:00 and leap seconds are for the JDK.
        return isDate && number(text, 11) < 24 && number(text, 14) < 60 && number(text, 17) < 60;
    }

    /** A point, and one to nine digits. */
    private static boolean isFraction(String text, int from, int end) {
        int digits = end - from - 1;
        if (text.charAt(from) != '.' || digits < 1 || digits > NANO_DIGITS) {
            return false;
        }
        for (int at = from + 1; at < end; at++) {
            if (!isDigit(text, at)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(String text, int at) {
        return text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    /** By the formula of Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil. */
    static Instant read(String text) {
        int month = number(text, 5);
        // Years begin with March, so that the leap day is the last of one.
        long year = 100L * number(text, 0) + number(text, 2) - (month <= 2 ? 1 : 0);
        long dayOfYear = (153L * (month > 2 ? month - 3 : month + 9) + 2) / 5 + number(text, 8) - 1;
        long day = 365 * year + year / 4 - year / 100 + year / 400 + dayOfYear - DAYS_TO_1970;
        long second = ((24 * day + number(text, 11)) * 60 + number(text, 14)) * 60 + number(text, 17);
        return Instant.ofEpochSecond(second, nanos(text));
    }

    private static int nanos(String text) {
        int nanos = 0;
        for (int digit = 1; digit <= NANO_DIGITS; digit++) {
            int at = SECONDS.length() + digit;
            nanos = 10 * nanos + (at < text.length() - 1 ? text.charAt(at) - '0' : 0);
        }
        return nanos;
    }

    /** Of two digits. */
    private static int number(String text, int at) {
        return 10 * (text.charAt(at) - '0') + text.charAt(at + 1) - '0';
    }
}
