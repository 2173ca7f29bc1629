package io.rebootmgr.page;

import io.rebootmgr.consul.ClaimList;
import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Consul.WatchedNames;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Keys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of the fleet's keys that change apart from one another. On each stands one blocking query, which costs
 * Consul nothing while nothing changes, and gives names only: below the nodes stand their logbooks.
 */
final class Areas implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Areas.class);
    private static final Duration WAIT = Duration.ofSeconds(60);
    /** However fast something changes. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Consul consul;
    private final List<String> prefixes;
    private final List<Thread> threads = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final Set<String> changed = new HashSet<>();
    private final Map<String, List<String>> names = new HashMap<>();
    private boolean listChanged;

    /**
     * What has changed.
     *
     * @param prefixes below which some key is not as it was
     * @param names whether there are keys that were not there before, or were
     */
    record Changes(Set<String> prefixes, boolean names) {
        Changes {
            prefixes = Set.copyOf(prefixes);
        }
    }

    Areas(Consul consul, Keys keys) {
        this.consul = consul;
        this.prefixes = List.of(
                keys.stop(),
                keys.pause(),
                keys.config(),
                keys.groups(),
                keys.nodes(),
                keys.waiting(),
                keys.of(ClaimList.HOT).waiting(),
                // Places and orders, too: their names begin like that of the list.
                keys.prefix() + "/rollout");
    }

    void start() {
        for (String prefix : prefixes) {
            threads.add(Thread.ofVirtual().name("watch " + prefix).start(() -> watch(prefix)));
        }
    }

    /** Waits until something has changed, {@code most} at the longest, and hands over what has since the last time. */
    Changes await(Duration most) throws InterruptedException {
        long left = most.toNanos();
        lock.lockInterruptibly();
        try {
            while (changed.isEmpty() && left > 0) {
                left = news.awaitNanos(left);
            }
            Changes changes = new Changes(changed, listChanged);
            changed.clear();
            listChanged = false;
            return changes;
        } finally {
            lock.unlock();
        }
    }

    private void watch(String prefix) {
        Backoff backoff = new Backoff(PAUSE);
        long index = 0;
        try {
            while (!Thread.currentThread().isInterrupted()) {
                long began = System.nanoTime();
                try {
                    WatchedNames answer = consul.watchNames(prefix, index, index == 0 ? Duration.ZERO : WAIT);
                    if (answer.index() != index || index == 0) {
                        take(prefix, answer.names(), index == 0);
                    }
                    index = answer.index();
                    backoff.reset();
                } catch (ConsulException e) {
                    // The feed's own reads tell of it, in a place where people see it.
                    LOG.debug("cannot wait for changes below {}: {}", prefix, e.reason());
                    index = 0;
                    backoff.sleep();
                }
                // A large answer takes its time, and is asked for half of the time at most.
                long took = System.nanoTime() - began;
                TimeUnit.NANOSECONDS.sleep(
                        index == 0 ? PAUSE.toNanos() : Math.max(PAUSE.toNanos(), Math.min(took, WAIT.toNanos() / 12)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(String prefix, List<String> now, boolean anew) {
        lock.lock();
        try {
            List<String> before = names.put(prefix, now);
            // Below a prefix without keys Consul counts every write anywhere as one.
            boolean stillNothing = before != null && before.isEmpty() && now.isEmpty();
            if (!stillNothing || anew) {
                changed.add(prefix);
                listChanged |= !now.equals(before);
                news.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
    }
}
