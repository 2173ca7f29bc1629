package io.rebootmgr.task;

import io.rebootmgr.order.Header;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds and runs tasks. One thread: while a task runs, {@link Watch#look} is called on the caller's thread. */
public interface TaskRunner {

    /** The tasks of a stage as they stand there now. */
    Listing list(Stage stage);

    /**
     * Runs one task to its end: standard input empty, every line of its output to the log under its name. It ends with
     * this process, if that is killed meanwhile; a rehearsal and what only looks do not.
     *
     * @param environment added to what the agent was started with, less anything that holds a Consul token
     * @param timeout after which it is killed with its descendants
     * @param watch asked at least every half-second; when it wants the task ended, the task's whole process tree gets
     *     SIGTERM, and SIGKILL 10 s later. A {@code Terminated} that it throws ends the task the same way and passes on
     */
    End run(Task task, Map<String, String> environment, Duration timeout, Watch watch);

    /**
     * The same for somebody who only looks and does not hold the node's lock: a run may be at work meanwhile, so
     * nothing is ended that an earlier one left, and nothing written down. Whoever is killed while it runs leaves it
     * behind.
     */
    default End runBeside(Task task, Map<String, String> environment, Duration timeout, Watch watch) {
        return run(task, environment, timeout, watch);
    }

    /**
     * Ends a task of an earlier run of this node that was killed while the task ran, with all that the task started, as
     * {@link #run} ends one. What a task that ended left behind, a daemon say, is let live. Only the holder of the
     * node's lock may call it.
     *
     * @return what could not be ended, so that nothing may be done yet; empty when nothing is left
     */
    default Optional<String> endLeftovers() {
        return Optional.empty();
    }

    /** Why {@link #endLeftovers} could not even tell whether there are any; ends and changes nothing. */
    default Optional<String> leftoversUnknown() {
        return Optional.empty();
    }

    /**
     * An executable file of a stage; {@code name} is the file's own, {@code header} what it said of itself when it was
     * listed: a file that is replaced while its stage runs keeps its place.
     */
    record Task(Stage stage, String name, String path, Header header) {
        /** One that says nothing of itself. */
        public Task(Stage stage, String name, String path) {
            this(stage, name, path, Header.NONE);
        }
    }

    /** What a stage's directory holds. */
    sealed interface Listing {
        /** The tasks as {@link io.rebootmgr.order.TaskOrder} puts them, and what is not one, each with the reason. */
        record Found(List<Task> tasks, List<String> skipped) implements Listing {}

        /** There is no such directory. */
        record Missing(String directory) implements Listing {}

        /**
         * The directory or a task in it must not be run as root, or a task has execute bits and cannot be executed, or
         * is empty, or the headers ask for what no order does; {@code causes}, not empty, name each and the way out.
         */
        record Refused(List<String> causes) implements Listing {
            public Refused(String cause) {
                this(List.of(cause));
            }

            /** All of it in one line. */
            public String cause() {
                return String.join("; ", causes);
            }
        }
    }

    /** Looks, while a task runs, whether it should be ended. */
    interface Watch {
        /** Why to end it; empty to let it run. May take as long as a request to Consul. */
        Optional<String> look();

        /** Why no task may be started; that may be more than what ends one that runs. */
        default Optional<String> lookBeforeStart() {
            return look();
        }

        /** What one of the two finds. */
        static Watch either(Watch one, Watch other) {
            return new Watch() {
                @Override
                public Optional<String> look() {
                    return one.look().or(other::look);
                }

                @Override
                public Optional<String> lookBeforeStart() {
                    return one.lookBeforeStart().or(other::lookBeforeStart);
                }
            };
        }

        /**
         * A line of the task's standard output, printable, bounded and without what looks like a secret; on a thread of
         * its own.
         */
        default void heard(String line) {}

        /** Lets every task run. */
        Watch NONE = Optional::empty;
    }

    /** How a task ended. */
    sealed interface End {
        /**
         * By itself; death by signal N is 128+N, as shells say it.
         *
         * @param lastError the last line of its standard error, printable, bounded and without what looks like a
         *     secret; may be empty
         * @param firstLine the first line of its output that says something, of its errors where that is silent; as
         *     {@code lastError}
         */
        record Exited(int code, Duration took, String lastError, String firstLine) implements End {
            /** One that wrote nothing. */
            public Exited(int code, Duration took) {
                this(code, took, "", "");
            }
        }

        /** Killed after its timeout; {@code lastError} as of {@link Exited}. */
        record TimedOut(Duration took, String lastError) implements End {}

        /** Ended because the watch wanted it so. */
        record Ended(String why, Duration took) implements End {}

        /** It could not be started at all. */
        record NotStarted(String cause) implements End {}
    }
}
