package io.rebootmgr.order;

import io.rebootmgr.policy.Durations;
import io.rebootmgr.policy.Parsed;
import io.rebootmgr.text.PrintableText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The lines between the marks of a header, and all that is wrong with them at once. */
final class HeaderFields {
    private static final Pattern FIELD = Pattern.compile("#+\\s*([A-Za-z][A-Za-z0-9_-]{0,63})\\s*:\\s*(.*)");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@:+-]{0,254}");
    private static final Pattern STEP = Pattern.compile("\\d{1,4}");
    private static final int SHOWN_MAX = 64;

    private static final String NAME_EXPECTED = "a name of letters, digits and . _ - @ : +";

    /** The names that are known, as a header writes them, by how they are compared. */
    private static final Map<String, String> KNOWN = Header.FIELDS.stream()
            .collect(Collectors.toUnmodifiableMap(name -> name.toLowerCase(Locale.ROOT), Function.identity()));

    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new LinkedHashMap<>();
    private final List<String> unknown = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    /** @param number of the line in its file, from 1 */
    void line(int number, String text) {
        Matcher field = FIELD.matcher(text);
        if (field.matches()) {
            String name = KNOWN.get(field.group(1).toLowerCase(Locale.ROOT));
            if (name == null) {
                unknown.add(field.group(1));
            } else if (values.putIfAbsent(name, field.group(2).strip()) == null) {
                lines.put(name, number);
            } else {
                problems.add("has " + name + " twice in its header, in line " + lines.get(name) + " and in line "
                        + number + ": put all of it into one");
            }
        } else if (!text.chars().allMatch(letter -> letter == '#' || Character.isWhitespace(letter))) {
            problems.add("has " + shown(text) + " in line " + number
                    + ", in its header, where only lines like \"# Step: 20\""
                    + " may stand: correct it, or move it below the header");
        }
    }

    HeaderResult result() {
        Header header = new Header(
                value("Service", HeaderFields::name),
                value("Step", HeaderFields::step).orElse(Header.STEP_DEFAULT),
                names("After"),
                names("Requires"),
                names("Tags"),
                value("Once", HeaderFields::once).isPresent(),
                value("Timeout", text -> Durations.parse(text, Duration.ofSeconds(1), Durations.LONGEST)),
                unknown);
        return problems.isEmpty() ? new HeaderResult.Valid(header) : new HeaderResult.Malformed(problems);
    }

    /** Empty where the field is not there, or wrong, which is told then. */
    private <T> Optional<T> value(String field, Function<String, Parsed<T>> reader) {
        String text = values.get(field);
        return text == null ? Optional.empty() : valid(field, reader.apply(text));
    }

    /**
     * Names with blanks or commas between them; a field without any is as good as none. Of wrong ones the first is
     * told.
     */
    private List<String> names(String field) {
        List<String> names = Arrays.stream(values.getOrDefault(field, "").split("[\\s,]+", -1))
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
        Optional<String> wrong =
                names.stream().filter(name -> !NAME.matcher(name).matches()).findFirst();
        wrong.ifPresent(name -> valid(field, name(name)));
        return wrong.isPresent() ? List.of() : names;
    }

    private <T> Optional<T> valid(String field, Parsed<T> parsed) {
        return switch (parsed) {
            case Parsed.Value<T>(T value) -> Optional.of(value);
            case Parsed.Wrong<T>(String what) -> {
                problems.add("says " + field + " in line " + lines.get(field) + " of its header, which " + what);
                yield Optional.empty();
            }
        };
    }

    private static Parsed<String> name(String text) {
        return NAME.matcher(text).matches() ? Parsed.value(text) : wrong(text, NAME_EXPECTED);
    }

    private static Parsed<Integer> step(String text) {
        return STEP.matcher(text).matches() && Integer.parseInt(text) <= Header.STEP_MAX
                ? Parsed.value(Integer.parseInt(text))
                : wrong(text, "a whole number from 0 to " + Header.STEP_MAX);
    }

    private static Parsed<Boolean> once(String text) {
        return text.equals("group") ? Parsed.value(true) : wrong(text, "group, the only thing that it may say");
    }

    private static <T> Parsed<T> wrong(String text, String expected) {
        return new Parsed.Wrong<>("is " + shown(text) + ", expected " + expected);
    }

    private static String shown(String text) {
        return '"' + PrintableText.of(text, SHOWN_MAX) + '"';
    }
}
