package io.rebootmgr.consul;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Requests at the same time: while one waits for Consul another is worked on. */
public final class ParallelRequests {
    private ParallelRequests() {}

    /** What all of them give, in their order. The first failure passes through, and what was not begun is left. */
    public static <T> List<T> all(Consul consul, List<Callable<List<T>>> requests) {
        List<T> all = new ArrayList<>();
        if (requests.size() == 1 || consul.atOnce() < 2) {
            requests.forEach(request -> all.addAll(alone(request)));
            return all;
        }
        ExecutorService lanes = Executors.newFixedThreadPool(consul.atOnce(), work -> {
            Thread lane = new Thread(work, "consul-lane");
            lane.setDaemon(true);
            return lane;
        });
        try {
            List<Future<List<T>>> answers = new ArrayList<>();
            requests.forEach(request -> answers.add(lanes.submit(request)));
            for (Future<List<T>> answer : answers) {
                all.addAll(answer.get());
            }
            return all;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConsulException(ConsulException.Kind.UNREACHABLE, "interrupted while waiting for Consul");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e);
        } finally {
            lanes.shutdownNow();
        }
    }

    /** On the caller's own thread. */
    private static <T> List<T> alone(Callable<List<T>> request) {
        try {
            return request.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
