package io.rebootmgr.show;

import io.rebootmgr.rollout.Versions;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What {@code version list} prints for people. */
public final class VersionTable {
    private VersionTable() {}

    public static Page of(Versions versions, Times times, boolean coloured) {
        Page page = new Page(coloured);
        if (versions.all().isEmpty()) {
            return page.line("no version is published");
        }
        Table table = new Table("VERSION", "KIND", "PUBLISHED", "BY", "NOTES");
        versions.all()
                .forEach(one -> table.row(
                        Cell.of(one.name()),
                        Cell.of(one.kind().label()),
                        Cell.of(times.local(one.published())),
                        Cell.of(one.by()),
                        Cell.of(Stream.of(
                                        one.aborted().isEmpty() ? "" : "aborted in " + String.join(", ", one.aborted()),
                                        one.notes())
                                .filter(text -> !text.isEmpty())
                                .collect(Collectors.joining("; ")))));
        return page.table(table);
    }
}
