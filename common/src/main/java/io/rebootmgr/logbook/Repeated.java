package io.rebootmgr.logbook;

import io.rebootmgr.logbook.Entry.Phase;
import io.rebootmgr.logbook.Entry.TaskRun;
import java.util.ArrayList;
import java.util.List;

/** What runs do again and again for one reboot is counted: a night of failures pushes nothing out of its entry. */
final class Repeated {
    private Repeated() {}

    /** What runs went through since the boot as one phase of each name; the phases before it stay as they are. */
    static List<Phase> phases(List<Phase> phases) {
        int after = phases.stream().map(Phase::name).toList().lastIndexOf(Entry.BOOT) + 1;
        List<Phase> once = new ArrayList<>(phases.subList(0, after));
        for (Phase phase : phases.subList(after, phases.size())) {
            int same = after;
            while (same < once.size() && !once.get(same).name().equals(phase.name())) {
                same++;
            }
            if (same < once.size()) {
                Phase old = once.get(same);
                once.set(same, new Phase(old.name(), old.took().plus(phase.took()), old.times() + phase.times()));
            } else {
                once.add(phase);
            }
        }
        return once;
    }

    /** With one more; a task that ended before as it does now stays at its place and is counted. */
    static List<TaskRun> tasks(List<TaskRun> tasks, TaskRun task) {
        List<TaskRun> longer = new ArrayList<>(tasks);
        for (int at = 0; at < tasks.size(); at++) {
            TaskRun old = tasks.get(at);
            if (old.stage().equals(task.stage()) && old.name().equals(task.name()) && old.code() == task.code()) {
                longer.set(at, new TaskRun(old.stage(), old.name(), old.code(), task.took(), old.times() + 1));
                return longer;
            }
        }
        longer.add(task);
        return longer;
    }
}
