package io.rebootmgr.simulation.check;

import io.rebootmgr.simulation.consul.Change;
import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.task.Stage;
import io.rebootmgr.verdict.ExitCode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * L2: a stage's tasks run in order, each after the one before has succeeded, and never two at a time; no node reboots
 * that its tasks have not drained in that boot, or that abort tasks have undone since, and none is changed so; none
 * that has drained tasks reboots before all of them have succeeded in the boot that it leaves, or goes back into
 * service undrained before they have; and post_boot tasks run to success once per reboot, abort tasks once per drain. A
 * run that dies in the middle of them excuses another round, for nobody can know how far the last one was; and so does
 * a stop or a SIGTERM in the middle of abort tasks.
 */
final class TasksInOrder implements Invariant {
    private final int tasks;
    private final int changes;
    private final SortedMap<String, Progress> byNode = new TreeMap<>();
    /** Claims that their own nodes have turned to returning. */
    private final Set<String> returned = new HashSet<>();

    /** Of the tasks of one claim on one node. */
    private static final class Progress {
        String claim = "";
        String running = "";
        final Map<Stage, Integer> succeeded = new EnumMap<>(Stage.class);
        int served;
        int excused;
        /** A post_boot task has begun: before that a run that dies leaves nothing to do again. */
        boolean isServing;

        /** All drained tasks have succeeded, in whatever boot. */
        boolean isChanged;

        int undone;
        int excusedUndoing;
        /** An abort task has begun. */
        boolean isUndoing;

        int succeeded(Stage stage) {
            return succeeded.getOrDefault(stage, 0);
        }
    }

    /**
     * Of nodes with so many tasks.
     *
     * @param tasks how many there are in pre_boot and in post_boot
     * @param changes how many drained tasks
     */
    TasksInOrder(int tasks, int changes) {
        this.tasks = tasks;
        this.changes = changes;
    }

    @Override
    public String name() {
        return "L2";
    }

    @Override
    public List<String> judge(Happening what, Board board) {
        List<String> violations = new ArrayList<>();
        switch (what) {
            case Happening.TaskStarted started -> {
                if (started.stage() == Stage.DRAINED && of(started.node()).succeeded(Stage.PRE_BOOT) < tasks) {
                    violations.add(
                            started.node() + " starts " + started.task() + " though it is not drained in this boot");
                }
                if (!isForTheGroup(started.stage(), started.task())) {
                    started(started, board, violations);
                }
            }
            case Happening.TaskEnded ended -> {
                if (!isForTheGroup(ended.stage(), ended.task())) {
                    ended(ended, violations);
                }
            }
            case Happening.RunDied(String node) -> excuse(node);
            case Happening.WentDown(String node, String bootId, boolean byCommand) -> excuse(node);
            // Between the last abort task and what its node writes down of it.
            case Happening.RunEnded(String node, int code, String why) -> {
                if (code == ExitCode.TERMINATED.number() && of(node).isUndoing) {
                    of(node).excusedUndoing++;
                }
            }
            case Happening.Booted(String node, String bootId, boolean stateLost) -> {
                of(node).succeeded.put(Stage.PRE_BOOT, 0);
                of(node).succeeded.put(Stage.DRAINED, 0);
                if (stateLost) {
                    excuse(node);
                }
            }
            case Happening.RebootCommanded(String node, String bootId, boolean issued) -> {
                if (of(node).succeeded(Stage.PRE_BOOT) < tasks) {
                    violations.add(node + " reboots though its pre_boot tasks have not all succeeded");
                }
                if (of(node).succeeded(Stage.DRAINED) < changes) {
                    violations.add(node + " reboots though its drained tasks have not all succeeded in this boot");
                }
            }
            case Happening.Applied applied -> {
                if (applied.changes().stream().anyMatch(TasksInOrder::isStop)) {
                    byNode.values().stream()
                            .filter(progress -> progress.running.endsWith(Stage.ABORT.label()))
                            .forEach(progress -> progress.excusedUndoing++);
                }
                for (SlotsChange change : board.slotsChanges()) {
                    change.returned().forEach(claim -> returned(change, claim, violations));
                    change.removed().stream()
                            .filter(claim -> returned.contains(claim.key()))
                            .forEach(claim -> removed(change, claim, violations));
                }
            }
            default -> {}
        }
        return violations;
    }

    private Progress of(String node) {
        return byNode.computeIfAbsent(node, name -> new Progress());
    }

    private static boolean isStop(Change change) {
        return change.key().endsWith("/stop") && change.after().isPresent();
    }

    private void excuse(String node) {
        if (of(node).isUndoing) {
            of(node).excusedUndoing++;
        }
        if (of(node).isServing) {
            of(node).excused++;
        }
    }

    private void started(Happening.TaskStarted task, Board board, List<String> violations) {
        Progress progress = of(task.node());
        if (!progress.claim.equals(task.claim())) {
            Progress next = new Progress();
            next.claim = task.claim();
            next.running = progress.running;
            byNode.put(task.node(), next);
            progress = next;
        }
        if (!progress.running.isEmpty()) {
            violations.add(task.node() + " starts " + task.task() + " while " + progress.running + " runs");
        }
        progress.running = task.task();
        progress.isServing |= task.stage() == Stage.POST_BOOT;
        progress.isUndoing |= task.stage() == Stage.ABORT;
        int number = number(task.task());
        // S18 knows those that were done under an earlier claim.
        boolean isPart = task.stage() == Stage.HOT
                && KeepsStep.rollout(task.node(), board).isPresent();
        if (number == 1 || isPart) {
            progress.succeeded.put(task.stage(), number - 1);
        } else if (progress.succeeded(task.stage()) != number - 1) {
            violations.add(task.node() + " starts " + task.task() + " before those before it have succeeded");
        }
        if (task.stage() == Stage.ABORT) {
            progress.succeeded.put(Stage.PRE_BOOT, 0);
        }
    }

    /** See {@link OnceForTheGroup}. */
    private static boolean isForTheGroup(Stage stage, String task) {
        return stage == Stage.FINALIZE || number(task) == 0;
    }

    private static int number(String task) {
        return task.charAt(0) - '0';
    }

    private void ended(Happening.TaskEnded task, List<String> violations) {
        Progress progress = of(task.node());
        progress.running = "";
        if (task.code() != 0) {
            return;
        }
        progress.succeeded.put(task.stage(), number(task.task()));
        progress.isChanged |= task.stage() == Stage.DRAINED && number(task.task()) == changes;
        if (task.stage() == Stage.ABORT && ++progress.undone > 1 + progress.excusedUndoing) {
            violations.add(task.node() + " has run its abort tasks " + progress.undone + " times for " + task.claim());
        }
        if (task.stage() == Stage.POST_BOOT
                && number(task.task()) == tasks
                && ++progress.served > 1 + progress.excused) {
            violations.add(
                    task.node() + " has run its post_boot tasks " + progress.served + " times for " + task.claim());
        }
    }

    /** The node says that it is on its way back: from its reboot, or from the change that it was drained for. */
    private void returned(SlotsChange change, SeenClaim claim, List<String> violations) {
        returned.add(claim.key());
        Progress progress = of(claim.node());
        boolean isFirst = change.was(claim).filter(SeenClaim::isChanging).isPresent();
        boolean isChanged = progress.isChanged && progress.claim.equals(claim.id());
        if (isFirst && claim.isForDrain() && !isChanged) {
            violations.add(claim.node() + " returns though its drained tasks have not all succeeded: " + claim);
        }
    }

    /** The node says that it is back in service. */
    private void removed(SlotsChange change, SeenClaim claim, List<String> violations) {
        Progress progress = of(claim.node());
        if (change.isBy(claim)) {
            if (progress.served == 0 || !progress.claim.equals(claim.id())) {
                violations.add(claim.node() + " is back without its post_boot tasks: " + claim);
            }
            // What has its id and its name later is a copy, which somebody else put there.
            returned.remove(claim.key());
        }
    }
}
