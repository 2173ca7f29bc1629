package io.rebootmgr.logbook;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.json.OtherFields;
import io.rebootmgr.logbook.Entry.End;
import io.rebootmgr.logbook.Entry.Phase;
import io.rebootmgr.logbook.Entry.Released;
import io.rebootmgr.logbook.Entry.Setback;
import io.rebootmgr.logbook.Entry.TaskRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An {@link Entry} in the making; its fields are those of the entry. */
final class EntryDraft {
    private final String claim;
    private final String node;
    private final String group;
    private final String reason;
    List<String> by;
    List<String> moreBy = List.of();
    List<String> ignored = List.of();
    Instant started;
    String kernelBefore = "";
    Optional<String> kernelAfter = Optional.empty();
    List<Phase> phases = List.of();
    List<TaskRun> tasks = List.of();
    Optional<End> end = Optional.empty();
    Optional<Duration> waited = Optional.empty();
    String agent = "";
    List<String> waived = List.of();
    Optional<Setback> setback = Optional.empty();
    Optional<Released> released = Optional.empty();
    boolean drained;
    Optional<Instant> undone = Optional.empty();
    ChangeKind change = ChangeKind.REBOOT;
    OtherFields others = OtherFields.NONE;

    EntryDraft(String claim, String node, String group, String reason, List<String> by, Instant started) {
        this.claim = claim;
        this.node = node;
        this.group = group;
        this.reason = reason;
        this.by = by;
        this.started = started;
    }

    EntryDraft(Entry entry) {
        this(entry.claim(), entry.node(), entry.group(), entry.reason(), entry.by(), entry.started());
        moreBy = entry.moreBy();
        ignored = entry.ignored();
        kernelBefore = entry.kernelBefore();
        kernelAfter = entry.kernelAfter();
        phases = entry.phases();
        tasks = entry.tasks();
        end = entry.end();
        waited = entry.waited();
        agent = entry.agent();
        waived = entry.waived();
        setback = entry.setback();
        released = entry.released();
        drained = entry.drained();
        undone = entry.undone();
        change = entry.change();
        others = entry.others();
    }

    Entry entry() {
        return new Entry(
                claim,
                node,
                group,
                reason,
                by,
                moreBy,
                ignored,
                started,
                kernelBefore,
                kernelAfter,
                phases,
                tasks,
                end,
                waited,
                agent,
                waived,
                setback,
                released,
                drained,
                undone,
                change,
                others);
    }
}
