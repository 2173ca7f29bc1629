package io.rebootmgr.faults;

import io.rebootmgr.testing.RequestProxy.Onward;
import io.rebootmgr.testing.RequestProxy.Request;
import io.rebootmgr.testing.RequestProxy.Way;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A request that is held up on its way, and arrives when the test says so. */
final class LateRequest implements Way {
    private static final int BOUND_S = 240;

    private final CompletableFuture<Onward> held = new CompletableFuture<>();
    private final CompletableFuture<String> answer = new CompletableFuture<>();

    @Override
    public Optional<byte[]> go(Request request, Onward consul) throws IOException {
        held.complete(consul);
        return Optional.of(answer.orTimeout(BOUND_S, TimeUnit.SECONDS).join().getBytes(StandardCharsets.UTF_8));
    }

    /** Waits until the request is on its way. */
    void awaitSent() throws Exception {
        held.get(BOUND_S, TimeUnit.SECONDS);
    }

    /** Lets it arrive; the answer, which a client that has not given up gets, too. */
    String arriveNow() throws Exception {
        byte[] given = held.get(BOUND_S, TimeUnit.SECONDS).send();
        answer.complete(new String(given, StandardCharsets.UTF_8));
        return answer.get();
    }
}
