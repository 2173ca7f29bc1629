package io.rebootmgr.policy;

import java.util.function.Function;

/** What reading one text came to. */
public sealed interface Parsed<T> {

    /** The text says this. */
    record Value<T>(T value) implements Parsed<T> {}

    /** The text is refused; {@code what} follows a name in a sentence: {@code is "90", expected a duration ...}. */
    record Wrong<T>(String what) implements Parsed<T> {}

    /** What {@code next} makes of the value. */
    default <R> Parsed<R> then(Function<T, Parsed<R>> next) {
        return switch (this) {
            case Value<T>(T value) -> next.apply(value);
            case Wrong<T>(String what) -> new Wrong<>(what);
        };
    }

    static <T> Parsed<T> value(T value) {
        return new Value<>(value);
    }

    /** Refuses {@code text}, naming it and what stands there rightly. */
    static <T> Parsed<T> wrong(String text, String expected) {
        return new Wrong<>("is " + RefusedValue.text(text) + ", expected " + expected);
    }
}
