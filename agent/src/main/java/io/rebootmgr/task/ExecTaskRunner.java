package io.rebootmgr.task;

import io.rebootmgr.file.PlainFile;
import io.rebootmgr.host.SystemClock;
import io.rebootmgr.host.Terminated;
import io.rebootmgr.process.ChildProcess;
import io.rebootmgr.process.CleanEnvironment;
import io.rebootmgr.process.DeathWatch;
import io.rebootmgr.process.HiddenSecrets;
import io.rebootmgr.process.ProcessId;
import io.rebootmgr.process.ProcessMark;
import io.rebootmgr.text.PrintableText;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the tasks below a directory of this node, see {@link TaskDirectory} and {@link TaskOutput}. */
public final class ExecTaskRunner implements TaskRunner {
    /** Between SIGTERM and SIGKILL. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    /** Between two looks of the watch. */
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(250);

    /** Between the death of a task by a signal for the whole service and the agent's own notice of that signal. */
    private static final Duration SIGNAL_DELAY = Duration.ofMillis(200);

    private static final String DRY_RUN = "REBOOTMGR_DRY_RUN";

    private static final int DIED_OF_SIGINT = 130;
    private static final int DIED_OF_SIGTERM = 143;
    private static final int DIED_OF_SIGHUP = 129;

    private final Path tasks;
    private final InProgress note;
    private final boolean asRoot;
    private final Map<String, String> processEnvironment;
    private final HiddenSecrets secrets;
    private final Duration grace;

    /**
     * @param tasks holds the stages' directories
     * @param run this node's directory for what does not outlive a boot; made if missing
     * @param asRoot whether this agent runs as root, so that nobody else may be able to write what it runs
     * @param processEnvironment of the agent; tasks get it too, see {@link CleanEnvironment}
     */
    public ExecTaskRunner(Path tasks, Path run, boolean asRoot, Map<String, String> processEnvironment) {
        this(tasks, run, asRoot, processEnvironment, GRACE);
    }

    ExecTaskRunner(Path tasks, Path run, boolean asRoot, Map<String, String> processEnvironment, Duration grace) {
        this.tasks = tasks.toAbsolutePath();
        this.note = new InProgress(run.toAbsolutePath());
        this.asRoot = asRoot;
        this.processEnvironment = CleanEnvironment.of(processEnvironment);
        this.secrets = new HiddenSecrets(processEnvironment);
        this.grace = grace;
    }

    @Override
    public Listing list(Stage stage) {
        return new TaskDirectory(tasks, stage, asRoot).list();
    }

    @Override
    public End run(Task task, Map<String, String> environment, Duration timeout, Watch watch) {
        Optional<String> obstacle = endLeftovers().or(() -> Executables.obstacle(Path.of(task.path()), asRoot));
        if (obstacle.isPresent()) {
            return new End.NotStarted(obstacle.get());
        }
        ProcessMark mark = ProcessMark.fresh();
        String what = task.stage().what() + " " + task.name();
        try {
            note.begin(mark, what);
        } catch (IOException e) {
            return new End.NotStarted("it cannot be noted that it runs (" + e + "): make room, or set paths.run");
        }
        // Gate programs and detectors only look, and so does a rehearsal: nobody is harmed where one outlives its run.
        if (!Stage.OF_TASKS.contains(task.stage()) || environment.containsKey(DRY_RUN)) {
            return run(mark, id -> note(mark, what, Set.of(id)), this::forget, task, environment, timeout, watch);
        }
        try (DeathWatch guard = DeathWatch.over(mark, PrintableText.of(what, 255), grace)) {
            Consumer<ProcessId> began = id -> {
                guard.began(id);
                note(mark, what, Set.of(id));
            };
            return run(mark, began, this::forget, task, environment, timeout, first(guard::look, watch));
        }
    }

    @Override
    public End runBeside(Task task, Map<String, String> environment, Duration timeout, Watch watch) {
        Optional<String> obstacle = Executables.obstacle(Path.of(task.path()), asRoot);
        if (obstacle.isPresent()) {
            return new End.NotStarted(obstacle.get());
        }
        ProcessMark mark = ProcessMark.fresh();
        AtomicBoolean ending = new AtomicBoolean();
        // Who only looks holds nothing and ends at once when it is told to: nothing else would end the program then.
        Thread hook = new Thread(
                () -> {
                    ending.set(true);
                    mark.endAll(grace);
                },
                "end of " + task.name());
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            throw new Terminated(SystemClock.signal());
        }
        try {
            Runnable look = () -> {
                if (ending.get()) {
                    throw new Terminated(SystemClock.signal());
                }
            };
            return run(mark, id -> {}, () -> {}, task, environment, timeout, first(look, watch));
        } finally {
            if (!ending.get()) {
                unhook(hook);
            }
        }
    }

    /** With a look of its own before each of the watch's. */
    private static Watch first(Runnable look, Watch watch) {
        return new Watch() {
            @Override
            public Optional<String> look() {
                look.run();
                return watch.look();
            }

            @Override
            public void heard(String line) {
                watch.heard(line);
            }
        };
    }

    private static void unhook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending already, and the program has ended before.
            return;
        }
    }

    /**
     * @param began is called with the task's process once it runs
     * @param over is called once nothing of the task is left
     */
    private End run(
            ProcessMark mark,
            Consumer<ProcessId> began,
            Runnable over,
            Task task,
            Map<String, String> environment,
            Duration timeout,
            Watch watch) {
        TaskOutput output = new TaskOutput(task.name(), line -> watch.heard(secrets.hidden(line)));
        long start = System.nanoTime();
        ChildProcess child;
        try {
            child = ChildProcess.start(mark, List.of(task.path()), together(environment), output.out(), output.err());
        } catch (IOException e) {
            over.run();
            return new End.NotStarted(task.path() + " cannot be started: " + e.getMessage());
        }
        End end;
        try {
            child.id().ifPresent(began);
            end = attend(child, over, task, start, timeout, watch);
        } catch (RuntimeException | Error e) {
            end(child, over, task);
            throw e;
        } finally {
            output.finish();
        }
        return withItsWords(end, output);
    }

    /** Chats and the fleet's status are told them: others read those than read this node's log. */
    private End withItsWords(End end, TaskOutput output) {
        if (end instanceof End.Exited(int code, Duration took, var error, var line)) {
            String lastError = code == 0 ? "" : secrets.hidden(output.lastError());
            return new End.Exited(code, took, lastError, secrets.hidden(output.firstLine()));
        }
        return end instanceof End.TimedOut(Duration took, String none)
                ? new End.TimedOut(took, secrets.hidden(output.lastError()))
                : end;
    }

    @Override
    public Optional<String> endLeftovers() {
        try {
            Optional<InProgress.Left> left = note.left();
            return left.isPresent() ? end(left.get()) : Optional.empty();
        } catch (IOException e) {
            return Optional.of(unknown(e));
        }
    }

    @Override
    public Optional<String> leftoversUnknown() {
        try {
            note.left();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(unknown(e));
        }
    }

    private String unknown(IOException e) {
        return "cannot find out whether a task of an earlier run is still running: " + note.file() + " "
                + PlainFile.why(e) + "; look for it (ps), then remove that";
    }

    private Optional<String> end(InProgress.Left left) {
        Logger log = LoggerFactory.getLogger(ExecTaskRunner.class);
        String task = PrintableText.of(left.task(), 255);
        boolean[] isFound = {false};
        boolean isOver = left.mark()
                .filter(mark -> !mark.endAll(grace, left.processes(), found -> {
                    isFound[0] = true;
                    log.warn("an earlier run was killed in the middle of {}; what is left of it is ended", task);
                    note(mark, left.task(), found);
                }))
                .isEmpty();
        if (!isFound[0]) {
            log.warn("an earlier run was killed in the middle of {}; no process of it was found", task);
        }
        if (!isOver) {
            return Optional.of("a process of " + task + ", which an earlier run started, did not even die of SIGKILL;"
                    + " look at it (ps), or reboot the node by hand");
        }
        forget();
        return Optional.empty();
    }

    /** By its mark alone it is found, too, unless it gives itself another environment. */
    private void note(ProcessMark mark, String task, Set<ProcessId> processes) {
        try {
            note.runs(mark, task, processes);
        } catch (IOException e) {
            LoggerFactory.getLogger(ExecTaskRunner.class)
                    .warn("it cannot be noted as which process {} runs: {}", PrintableText.of(task, 255), e.toString());
        }
    }

    /** Its task has ended. */
    private void forget() {
        try {
            note.ended();
        } catch (IOException e) {
            LoggerFactory.getLogger(ExecTaskRunner.class)
                    .warn("the note of a task that has ended cannot be removed: {}", e.toString());
        }
    }

    private End attend(ChildProcess child, Runnable over, Task task, long start, Duration timeout, Watch watch) {
        while (true) {
            Duration left = timeout.minus(since(start));
            OptionalInt code = child.exit(left.compareTo(LOOK_INTERVAL) < 0 ? left : LOOK_INTERVAL);
            Duration took = since(start);
            if (code.isPresent()) {
                over.run();
                return exited(code.getAsInt(), took, watch);
            }
            if (took.compareTo(timeout) >= 0) {
                end(child, over, task);
                return new End.TimedOut(since(start), "");
            }
            if (Thread.interrupted()) {
                throw new Terminated();
            }
            Optional<String> why = watch.look();
            if (why.isPresent()) {
                end(child, over, task);
                return new End.Ended(why.get(), since(start));
            }
        }
    }

    /** A signal that ended the task may have been meant for the whole service; then the watch knows better. */
    private static End exited(int code, Duration took, Watch watch) {
        if (code == DIED_OF_SIGTERM || code == DIED_OF_SIGHUP || code == DIED_OF_SIGINT) {
            LockSupport.parkNanos(SIGNAL_DELAY.toNanos());
            Optional<String> why = watch.look();
            if (why.isPresent()) {
                return new End.Ended(why.get(), took);
            }
        }
        return new End.Exited(code, took);
    }

    private void end(ChildProcess child, Runnable over, Task task) {
        if (child.end(grace)) {
            over.run();
        } else {
            // The note stays: the next run tries again before it does anything.
            // No constant: every idle run makes this object, and none shall start the log for it.
            LoggerFactory.getLogger(ExecTaskRunner.class)
                    .warn("{}: a process of it did not even die of SIGKILL", PrintableText.of(task.name(), 255));
        }
    }

    private Map<String, String> together(Map<String, String> environment) {
        Map<String, String> together = new HashMap<>(processEnvironment);
        // The kernel's strings end at NUL; a reason from outside may hold one.
        environment.forEach((name, value) -> together.put(name, value.replace('\0', ' ')));
        return together;
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
