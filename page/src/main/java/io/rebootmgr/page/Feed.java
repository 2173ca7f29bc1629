package io.rebootmgr.page;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.page.Sight.Outage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one reader of Consul, however many people look. Blocking queries tell what has changed ({@link Areas}), and only
 * that is read again ({@link Remembered}). Viewers wait for what it found, never for Consul. While Consul is gone the
 * last picture stays.
 */
final class Feed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
    /**
     * Where nothing changes, Consul is asked for one small key as often as this: blocking queries are answered by a
     * server without a leader, too, and say nothing for a minute where nobody is there. What goes by the time, as who
     * is overdue, is told anew with it.
     */
    private static final Duration BEAT = Duration.ofSeconds(10);
    /** What no blocking query stands on (keys of Python's rebootmgr, slips of the pen) is read as often as this. */
    private static final Duration AGE = Duration.ofSeconds(60);
    /** However fast something changes. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Keys keys;
    private final InstantSource clock;
    private final Remembered remembered;
    private final Areas areas;
    private final PictureReader look;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Sight sight = new Sight(0, Optional.empty(), Optional.empty());
    private boolean closed;

    Feed(Consul consul, Keys keys, InstantSource clock, ZoneId zone) {
        this.keys = keys;
        this.clock = clock;
        this.remembered = new Remembered(consul);
        this.areas = new Areas(consul, keys);
        this.look = new PictureReader(consul, remembered, keys, zone);
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
        areas.start();
        Backoff backoff = new Backoff(PAUSE);
        Instant allRead = Instant.EPOCH;
        try {
            while (!isClosed()) {
                Instant began = clock.instant();
                if (Duration.between(allRead, began).compareTo(AGE) >= 0) {
                    remembered.forgetAll();
                    allRead = began;
                }
                Optional<String> trouble = trouble(began);
                if (trouble.isPresent()) {
                    gone(trouble.get());
                    allRead = Instant.EPOCH;
                    backoff.sleep();
                } else {
                    backoff.reset();
                    pause(began);
                    forget(areas.await(BEAT));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void forget(Areas.Changes changes) {
        changes.prefixes().forEach(remembered::forget);
        remembered.forget(keys.stop());
        if (changes.names()) {
            remembered.forgetNames();
        }
    }

    /** Shows the fleet as it is now, or says why it cannot. */
    private Optional<String> trouble(Instant now) {
        try {
            show(look.picture(now));
            return Optional.empty();
        } catch (ConsulException e) {
            return Optional.of(e.reason());
        } catch (RuntimeException e) {
            // A page that stands still without a word is worse than one that says what is wrong with it.
            LOG.error("cannot make a picture of the fleet", e);
            return Optional.of("the fleet could not be shown: " + e);
        }
    }

    /** As long as the look took, so that a very large fleet costs Consul half its time at most. */
    private void pause(Instant began) throws InterruptedException {
        Duration took = Duration.between(began, clock.instant());
        TimeUnit.MILLISECONDS.sleep(Math.max(PAUSE.toMillis(), took.toMillis()));
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
            Optional<Outage> before = sight.outage();
            if (before.filter(outage -> outage.why().equals(why)).isEmpty() && !closed) {
                LOG.warn("Consul does not answer: {}", why);
                Instant since = before.map(Outage::since).orElseGet(clock::instant);
                sight = new Sight(sight.version() + 1, sight.picture(), Optional.of(new Outage(since, why)));
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
        areas.close();
        thread.interrupt();
    }
}
