package io.rebootmgr.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A process and all that it started, found by parent, by session and by a mark in the environment: one that detached
 * itself from its parent keeps the session, one that left both keeps the mark. One that gives itself another
 * environment is known by what was written down of it.
 */
final class ProcessTree {
    /** How long SIGKILL is given; only a process that hangs in the kernel needs longer. */
    static final Duration KILL_BOUND = Duration.ofSeconds(5);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);

    private final Optional<ProcessHandle> root;
    private final String mark;
    private final OptionalLong shared;
    private final Set<ProcessId> known;
    private final Set<ProcessId> members = new HashSet<>();
    private final Set<ProcessId> strangers = new HashSet<>();
    private final Set<Long> sessions = new HashSet<>();

    /** This process and those above it: whoever ends the tree, started by a task of its own maybe, is no part of it. */
    private final Set<Long> spared = new HashSet<>();

    /** One that began in a session of its own, see the other one. */
    ProcessTree(Optional<ProcessHandle> root, String mark) {
        this(root, mark, OptionalLong.empty(), Set.of());
    }

    /**
     * @param root where it began; without one it is known by its mark alone
     * @param mark {@code NAME=value} as it stands in the environment of its processes and of no other
     * @param shared the session where it began, if others live there too: a terminal's, with its shell
     * @param known those that were written down as its own
     */
    ProcessTree(Optional<ProcessHandle> root, String mark, OptionalLong shared, Set<ProcessId> known) {
        this.root = root;
        this.mark = mark;
        this.shared = shared;
        this.known = Set.copyOf(known);
        this.members.addAll(known);
        root.ifPresent(handle -> sessions.add(handle.pid()));
        for (Optional<ProcessHandle> own = Optional.of(ProcessHandle.current());
                own.isPresent();
                own = own.get().parent()) {
            spared.add(own.get().pid());
        }
    }

    /** Ends it, see {@link ChildProcess#end}. Those that start during the grace, to tidy up, get no SIGTERM. */
    boolean end(Duration grace) {
        return end(grace, found -> {});
    }

    /** The same; all that is found is told before anything happens to it. */
    boolean end(Duration grace, Consumer<Set<ProcessId>> found) {
        List<Long> alive = alive();
        if (!alive.isEmpty()) {
            found.accept(Set.copyOf(members));
        }
        signal(alive, ProcessHandle::destroy);
        if (waitForDeath(grace, pids -> {})) {
            return true;
        }
        return waitForDeath(KILL_BOUND, pids -> signal(pids, ProcessHandle::destroyForcibly));
    }

    /** Those that live now. */
    List<Long> pids() {
        return alive();
    }

    private boolean waitForDeath(Duration atMost, Consumer<List<Long>> again) {
        long start = System.nanoTime();
        Duration pause = FIRST_PAUSE;
        boolean interrupted = false;
        try {
            for (List<Long> left = alive(); !left.isEmpty(); left = alive()) {
                if (System.nanoTime() - start >= atMost.toNanos()) {
                    return false;
                }
                again.accept(left);
                try {
                    Thread.sleep(pause);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
                pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
            return true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void signal(List<Long> pids, Consumer<ProcessHandle> signal) {
        for (long pid : pids) {
            ProcessHandle.of(pid).ifPresent(signal);
        }
    }

    /** One look at all processes: the members that live. A zombie is dead: there is nothing left to end. */
    private List<Long> alive() {
        List<ProcessStat> all = ProcessStat.all();
        List<ProcessStat> unknown = new ArrayList<>(all);
        List<Long> alive = new ArrayList<>();
        boolean grown = true;
        while (grown) {
            grown = false;
            for (ProcessStat stat : List.copyOf(unknown)) {
                if (belongs(stat, all, alive)) {
                    unknown.remove(stat);
                    members.add(stat.id());
                    alive.add(stat.id().pid());
                    // A marked one's session is the tree's too, unless somebody else leads it: a shell in which a
                    // task is repeated by hand, with its environment.
                    if (stat.session() == stat.id().pid()
                            || isOfKnownLeader(stat, all)
                            || (!isShared(stat) && isMarked(stat) && !hasLeader(stat, all))) {
                        sessions.add(stat.session());
                    }
                    grown = true;
                }
            }
        }
        return alive;
    }

    private boolean belongs(ProcessStat stat, List<ProcessStat> all, List<Long> alive) {
        return !spared.contains(stat.id().pid())
                && (members.contains(stat.id())
                        || isRoot(stat)
                        || alive.contains(stat.parent())
                        || sessions.contains(stat.session())
                        || isOfKnownLeader(stat, all)
                        || isMarked(stat));
    }

    /**
     * Whether it is of the session that a known process leads, or led: as long as one of a session lives the kernel
     * gives its leader's pid to nobody else. Where somebody else has that pid the session is another.
     */
    private boolean isOfKnownLeader(ProcessStat stat, List<ProcessStat> all) {
        return !isShared(stat)
                && known.stream()
                        .filter(id -> id.pid() == stat.session()
                                && id.startTicks() <= stat.id().startTicks())
                        .anyMatch(id -> all.stream()
                                .map(ProcessStat::id)
                                .noneMatch(other -> other.pid() == id.pid() && !other.equals(id)));
    }

    private static boolean hasLeader(ProcessStat stat, List<ProcessStat> all) {
        return all.stream().anyMatch(other -> other.id().pid() == stat.session());
    }

    private boolean isShared(ProcessStat stat) {
        return shared.isPresent() && shared.getAsLong() == stat.session();
    }

    private boolean isRoot(ProcessStat stat) {
        return root.isPresent()
                && stat.id().pid() == root.get().pid()
                && root.get().isAlive();
    }

    /** Reads each process' environment once: it cannot come by the mark later. */
    private boolean isMarked(ProcessStat stat) {
        if (strangers.contains(stat.id())) {
            return false;
        }
        Optional<String> environment = stat.environment();
        boolean marked = environment.isPresent() && ("\0" + environment.get()).contains("\0" + mark);
        if (!marked) {
            strangers.add(stat.id());
        }
        return marked;
    }
}
