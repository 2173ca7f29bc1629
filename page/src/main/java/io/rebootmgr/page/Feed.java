package io.rebootmgr.page;

import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.ConsulAdapter;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.page.Sight.Outage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that reads Consul, however many people look. A blocking query that carries no values tells when any
 * key changes, and only then is everything read; what the keys do not tell, health and members, is looked at now and
 * again. Viewers wait for what it found, never for Consul. While Consul is gone the last picture stays.
 */
final class Feed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
    /** For what no key tells of. */
    private static final Duration WAIT = Duration.ofSeconds(15);
    /** However fast claims change. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final ConsulAdapter consul;
    private final Keys keys;
    private final InstantSource clock;
    private final Look look;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Sight sight = new Sight(0, Optional.empty(), Optional.empty());
    private boolean closed;

    Feed(ConsulAdapter consul, Keys keys, InstantSource clock, ZoneId zone) {
        this.consul = consul;
        this.keys = keys;
        this.clock = clock;
        this.look = new Look(consul, keys, zone);
        this.thread = Thread.ofPlatform().name("feed").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** What there is to show now. */
    Sight now() {
        lock.lock();
        try {
            return sight;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for something newer than this version; after {@code most}, or when closed, what there is. */
    Sight after(long version, Duration most) throws InterruptedException {
        long left = most.toNanos();
        lock.lockInterruptibly();
        try {
            while (!closed && sight.version() == version && left > 0) {
                left = changed.awaitNanos(left);
            }
            return sight;
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        long index = 0;
        while (!isClosed()) {
            Instant began = clock.instant();
            try {
                // The index first: what changes while the picture is made is waited for no longer.
                index = consul.changed(keys.prefix() + "/", index, index == 0 ? Duration.ZERO : WAIT);
                began = clock.instant();
                show(look.picture(consul.read(Consistency.STALE, List.of(keys.groups())), began));
            } catch (ConsulException e) {
                index = 0;
                gone(e.reason());
            } catch (RuntimeException e) {
                // A page that stands still without a word is worse than one that says what is wrong with it.
                LOG.error("cannot make a picture of the fleet", e);
                index = 0;
                gone("the fleet could not be shown: " + e);
            }
            pause(began);
        }
    }

    /** As long as the look took, so that a very large fleet costs Consul half its time at most. */
    private void pause(Instant began) {
        Duration took = Duration.between(began, clock.instant());
        try {
            TimeUnit.MILLISECONDS.sleep(Math.max(PAUSE.toMillis(), took.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void show(Picture picture) {
        lock.lock();
        try {
            boolean same = sight.outage().isEmpty()
                    && sight.picture().filter(picture::showsTheSameAs).isPresent();
            sight = new Sight(same ? sight.version() : sight.version() + 1, Optional.of(picture), Optional.empty());
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void gone(String why) {
        lock.lock();
        try {
            if (sight.outage().isEmpty() && !closed) {
                LOG.warn("Consul does not answer: {}", why);
                sight = new Sight(sight.version() + 1, sight.picture(), Optional.of(new Outage(clock.instant(), why)));
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        thread.interrupt();
    }
}
