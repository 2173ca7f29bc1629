package io.rebootmgr.process;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * What runs in the process of a {@link Guard}, and in the end in that of a {@link DeathWatch}: waits until the pipe
 * that is its standard input is closed, or nothing came through it for longer than the last word allowed; then ends all
 * that carries the mark.
 */
public final class GuardMain {
    /** As it stands in lists of processes, and whoever ends every java by name spares it; 15 characters are all. */
    static final String NAME = "rebootmgr-guard";

    /** A program that was being started as its starter died shows its mark a moment later. */
    private static final Duration SECOND_LOOK = Duration.ofSeconds(1);

    private static final Duration WORDS_BOUND = Duration.ofSeconds(1);

    private final String mark;
    private final OptionalLong session;
    private final String who;
    private final String whose;
    private final Set<ProcessId> known;
    private final Semaphore news = new Semaphore(0);
    private volatile long trustedUntil;
    private volatile boolean closed;

    private GuardMain(String[] words) {
        this.mark = words[0];
        this.session = words[1].equals(GuardCommand.NO_SESSION)
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(words[1]));
        this.trustedUntil =
                System.nanoTime() + Duration.ofMillis(Long.parseLong(words[2])).toNanos();
        this.who = words[4];
        this.whose = words[5];
        this.known = words.length > 6 ? ProcessId.parse(words[6]) : Set.of();
    }

    /** Told by {@link GuardCommand}. */
    public static void main(String[] args) throws InterruptedException {
        GuardMain guard = new GuardMain(args);
        guard.prepare();
        Thread.ofPlatform().daemon().name("pipe").start(guard::listen);
        guard.await();
        guard.end(Duration.ofMillis(Long.parseLong(args[3])));
        Runtime.getRuntime().halt(0);
    }

    /**
     * Whatever is needed later is loaded now: then memory may be short, or this program's files replaced by an upgrade.
     */
    private void prepare() {
        tellKernel("comm", NAME);
        // Root may: who holds a lease can be killed for want of memory, who ends what it leaves cannot.
        tellKernel("oom_score_adj", "-1000");
        new ProcessTree(Optional.empty(), mark + " of nobody", session, Set.of()).end(Duration.ZERO);
    }

    private static void tellKernel(String file, String word) {
        try {
            Files.writeString(Path.of("/proc/self", file), word);
        } catch (IOException e) {
            // It does its work all the same.
            return;
        }
    }

    private void listen() {
        try (DataInputStream in = new DataInputStream(System.in)) {
            while (true) {
                trustedUntil =
                        System.nanoTime() + Duration.ofMillis(in.readLong()).toNanos();
                news.release();
            }
        } catch (IOException e) {
            closed = true;
            news.release();
        }
    }

    private void await() throws InterruptedException {
        while (!closed) {
            long left = trustedUntil - System.nanoTime();
            if (left <= 0) {
                return;
            }
            if (news.tryAcquire(left, TimeUnit.NANOSECONDS)) {
                news.drainPermits();
            }
        }
    }

    private void end(Duration grace) throws InterruptedException {
        boolean found = !tree().pids().isEmpty();
        boolean dead = tree().end(grace);
        Thread.sleep(SECOND_LOOK);
        dead &= tree().end(Duration.ZERO);
        if (found) {
            say("rebootmgr: " + who
                    + (closed ? " was killed" : " did not renew it in time")
                    + "; what " + whose + " had started "
                    + (dead ? "was ended" : "did not even die of SIGKILL"));
        }
    }

    private ProcessTree tree() {
        return new ProcessTree(Optional.empty(), mark, session, known);
    }

    /** A terminal that was stopped, or a pipe that nobody empties, would keep this process for ever. */
    private static void say(String words) throws InterruptedException {
        Thread voice = Thread.ofPlatform().daemon().name("voice").start(() -> System.err.println(words));
        voice.join(WORDS_BOUND);
    }
}
