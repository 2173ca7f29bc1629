package io.rebootmgr.order;

import java.util.List;

/** What reading the beginning of a task came to. */
public sealed interface HeaderResult {

    /** {@link Header#NONE} where it carries none. */
    record Valid(Header header) implements HeaderResult {}

    /** It carries one that cannot be read; {@code problems}, not empty, follow the file's name in a sentence. */
    record Malformed(List<String> problems) implements HeaderResult {
        public Malformed {
            problems = List.copyOf(problems);
        }
    }
}
