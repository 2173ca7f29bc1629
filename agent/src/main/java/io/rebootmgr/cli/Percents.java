package io.rebootmgr.cli;

import java.util.List;

/** What {@code --waves} says; a type of its own, for picocli makes lists of what is typed several times. */
record Percents(List<Integer> all) {
    Percents {
        all = List.copyOf(all);
    }
}
