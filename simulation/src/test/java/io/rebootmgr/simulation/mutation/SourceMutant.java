package io.rebootmgr.simulation.mutation;

import java.util.ArrayList;
import java.util.List;

/**
 * A variant of the sources that does something terrible.
 *
 * @param name what it does wrong
 */
record SourceMutant(String name, List<Edit> edits) {

    /**
     * One change to a copy of a source file.
     *
     * @param file from the root of the project
     * @param text must occur in it exactly once; empty for a file that is new
     */
    record Edit(String file, String text, String replacement) {

        /** The source with the change made. @throws IllegalStateException when it is not what it was */
        String of(String source) {
            if (isNewFile()) {
                return replacement;
            }
            int at = source.indexOf(text);
            if (at < 0 || source.indexOf(text, at + 1) >= 0) {
                String found = at < 0 ? "does not have" : "has more than once";
                throw new IllegalStateException("out of date: " + file + " " + found + ":\n" + text);
            }
            return source.substring(0, at) + replacement + source.substring(at + text.length());
        }

        boolean isNewFile() {
            return text.isEmpty();
        }
    }

    static SourceMutant of(String name, String file, String text, String replacement) {
        return new SourceMutant(name, List.of(new Edit(file, text, replacement)));
    }

    /** The same with one more change. */
    SourceMutant and(String file, String text, String replacement) {
        List<Edit> longer = new ArrayList<>(edits);
        longer.add(new Edit(file, text, replacement));
        return new SourceMutant(name, List.copyOf(longer));
    }

    @Override
    public String toString() {
        return name;
    }
}
