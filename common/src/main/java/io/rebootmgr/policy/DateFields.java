package io.rebootmgr.policy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.json.Json;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the policy's fields that speak of days and dates. */
final class DateFields {
    private static final String DAY = "one of mon, tue, wed, thu, fri, sat, sun";
    private static final String TIME = "a time from 00:00 to 23:59, like \"22:00\"";
    private static final String DATE = "a date like \"2026-12-20\"";
    private static final String ZONE = "a time zone, like Europe/Berlin";
    private static final Pattern TIME_SHAPE = Pattern.compile("\\d\\d:\\d\\d");
    private static final Pattern DATE_SHAPE = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");
    private static final Duration SHORTEST_WINDOW = Duration.ofSeconds(1);

    private DateFields() {}

    static Optional<ZoneId> zone(FieldValue value) {
        return value.parsed(ZONE, text -> {
            try {
                return Parsed.value(ZoneId.of(text));
            } catch (DateTimeException e) {
                return Parsed.wrong(text, ZONE + MeantWord.hint(text, ZoneId.getAvailableZoneIds(), ""));
            }
        });
    }

    static Optional<List<Window>> windows(FieldValue value) {
        return value.list("a list of windows", DateFields::window);
    }

    private static Optional<Window> window(FieldValue value) {
        if (!value.isObjectOf(List.of("days", "start", "length"))) {
            return Optional.empty();
        }
        Optional<List<DayOfWeek>> days = value.requiredField("days").flatMap(DateFields::days);
        Optional<LocalTime> start = value.requiredField("start").flatMap(field -> field.parsed(TIME, DateFields::time));
        Optional<Duration> length =
                value.requiredField("length").flatMap(field -> field.duration(SHORTEST_WINDOW, Window.LONGEST));
        return days.flatMap(on -> start.flatMap(at -> length.map(of -> new Window(EnumSet.copyOf(on), at, of))));
    }

    private static Optional<List<DayOfWeek>> days(FieldValue value) {
        String expected = "a list of days, like [\"fri\", \"sat\"]";
        return value.list(expected, day -> day.parsed(DAY, DateFields::day))
                .flatMap(days -> days.isEmpty() ? value.wrong(expected) : Optional.of(days));
    }

    private static Parsed<DayOfWeek> day(String text) {
        for (DayOfWeek day : DayOfWeek.values()) {
            if (Window.name(day).equals(text.toLowerCase(Locale.ROOT))) {
                return Parsed.value(day);
            }
        }
        return Parsed.wrong(text, DAY);
    }

    private static Parsed<LocalTime> time(String text) {
        try {
            return TIME_SHAPE.matcher(text).matches() ? Parsed.value(LocalTime.parse(text)) : Parsed.wrong(text, TIME);
        } catch (DateTimeException e) {
            return Parsed.wrong(text, TIME);
        }
    }

    static Optional<Holidays> holidays(FieldValue value) {
        if (!value.isObjectOf(List.of("country", "region"))) {
            return Optional.empty();
        }
        Optional<String> country = value.requiredField("country")
                .flatMap(field -> field.parsed("a country's ISO code, like DE", PublicHolidays::country));
        Optional<FieldValue> region = value.field("region");
        // Without its country a region can be judged by its type only.
        Optional<String> known = region.flatMap(field -> field.parsed(
                "a region's code, like by",
                text -> country.isPresent() ? PublicHolidays.region(country.get(), text) : Parsed.value(text)));
        return region.isPresent() && known.isEmpty()
                ? Optional.empty()
                : country.map(code -> new Holidays(code, known));
    }

    static Optional<List<Freeze>> freezes(FieldValue value) {
        return value.list("a list of freezes", DateFields::freeze);
    }

    private static Optional<Freeze> freeze(FieldValue value) {
        if (!value.isObjectOf(List.of("from", "to", "reason"))) {
            return Optional.empty();
        }
        Optional<LocalDate> from = value.requiredField("from").flatMap(DateFields::date);
        Optional<LocalDate> to = value.requiredField("to").flatMap(DateFields::date);
        Optional<FieldValue> reason = value.field("reason");
        Optional<String> why = reason.flatMap(field -> field.text("a text"));
        if (from.isEmpty() || to.isEmpty() || (reason.isPresent() && why.isEmpty())) {
            return Optional.empty();
        }
        return from.get().isAfter(to.get())
                ? value.problem("begins on " + from.get() + " and ends before it, on " + to.get())
                : Optional.of(new Freeze(from.get(), to.get(), why));
    }

    private static Optional<LocalDate> date(FieldValue value) {
        return value.parsed(DATE, text -> {
            try {
                return DATE_SHAPE.matcher(text).matches()
                        ? Parsed.value(LocalDate.parse(text))
                        : Parsed.wrong(text, DATE);
            } catch (DateTimeException e) {
                return Parsed.wrong(text, DATE);
            }
        });
    }

    static ObjectNode json(Window window) {
        ArrayNode days = Json.array();
        window.days().forEach(day -> days.add(Window.name(day)));
        ObjectNode json = Json.object();
        json.set("days", days);
        json.put("start", window.start().toString());
        json.put("length", Durations.format(window.length()));
        return json;
    }

    static ObjectNode json(Holidays holidays) {
        ObjectNode json = Json.object().put("country", holidays.country());
        holidays.region().ifPresent(region -> json.put("region", region));
        return json;
    }

    static ObjectNode json(Freeze freeze) {
        ObjectNode json = Json.object()
                .put("from", freeze.from().toString())
                .put("to", freeze.to().toString());
        freeze.reason().ifPresent(reason -> json.put("reason", reason));
        return json;
    }
}
