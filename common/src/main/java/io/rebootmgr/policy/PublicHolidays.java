package io.rebootmgr.policy;

import de.focus_shift.jollyday.core.CalendarHierarchy;
import de.focus_shift.jollyday.core.HolidayManager;
import de.focus_shift.jollyday.core.HolidayType;
import de.focus_shift.jollyday.core.ManagerParameters;
import java.time.LocalDate;
import java.time.Year;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The countries' public holidays, from Jollyday. Its first use costs half a second: ask only when holidays are named.
 */
final class PublicHolidays {
    private PublicHolidays() {}

    /** The holiday that {@code date} is, in English. A mere observance, on which people work, is none. */
    static Optional<String> on(LocalDate date, Holidays holidays) {
        HolidayManager calendar = calendar(holidays.country());
        String[] region = holidays.region().map(path -> path.split("-", -1)).orElseGet(() -> new String[0]);
        // A holiday on a weekend may be observed on another day, of another year even. Jollyday's own question knows
        // that day only; people are away on both.
        return IntStream.rangeClosed(date.getYear() - 1, date.getYear() + 1)
                .mapToObj(year -> calendar.getHolidays(Year.of(year), region))
                .flatMap(Set::stream)
                .filter(holiday -> holiday.getType() != HolidayType.OBSERVANCE)
                .filter(holiday -> date.equals(holiday.getDate()) || date.equals(holiday.getActualDate()))
                .map(holiday -> holiday.getDescription(Locale.ROOT))
                // Of two on one date always the same one, so that the same day gives the same text.
                .min(Comparator.naturalOrder());
    }

    /** The country that {@code text} names, in any case. */
    static Parsed<String> country(String text) {
        Set<String> known = new TreeSet<>(HolidayManager.getSupportedCalendarCodes());
        String country = text.toUpperCase(Locale.ROOT);
        return known.contains(country)
                ? Parsed.value(country)
                : Parsed.wrong(text, "a country with known holidays, by its ISO code, like DE");
    }

    /** The part of {@code country} that {@code text} names, in any case; Jollyday itself passes over an unknown one. */
    static Parsed<String> region(String country, String text) {
        CalendarHierarchy place = calendar(country).getCalendarHierarchy();
        List<String> path = new ArrayList<>();
        for (String part : text.split("-", -1)) {
            Map<String, CalendarHierarchy> parts = place.getChildren();
            Optional<Map.Entry<String, CalendarHierarchy>> known = parts.entrySet().stream()
                    .filter(entry -> entry.getKey().equalsIgnoreCase(part))
                    .findFirst();
            if (known.isEmpty()) {
                String within = path.isEmpty() ? country : country + "-" + String.join("-", path);
                return Parsed.wrong(
                        text,
                        parts.isEmpty()
                                ? "no region: none of " + within + " is known"
                                : "a region of " + within + ": " + String.join(", ", new TreeSet<>(parts.keySet())));
            }
            path.add(known.get().getKey());
            place = known.get().getValue();
        }
        return Parsed.value(String.join("-", path));
    }

    private static HolidayManager calendar(String country) {
        return HolidayManager.getInstance(ManagerParameters.create(country));
    }
}
