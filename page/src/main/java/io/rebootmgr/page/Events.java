package io.rebootmgr.page;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The stream of changes: tells each viewer that there is something new, and its version, once a second at most. What is
 * new the viewer asks for. A viewer costs a virtual thread, and Consul nothing.
 */
final class Events {
    /** Below the connection's idle timeout; a viewer that is gone is found out like that. */
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(15);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Feed feed;
    private final int most;
    private final Semaphore places;

    /** For so many viewers at once. */
    Events(Feed feed, int most) {
        this.feed = feed;
        this.most = most;
        this.places = new Semaphore(most);
    }

    int viewers() {
        return most - places.availablePermits();
    }

    boolean stream(Response response, Callback callback) {
        if (!places.tryAcquire()) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, "60");
            return Reply.send(
                    response,
                    callback,
                    503,
                    Reply.TEXT,
                    "All " + most + " places for viewers are taken. The page itself can be reloaded by hand.\n");
        }
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
        // A reverse proxy that collects what it passes on would keep the news to itself.
        response.getHeaders().put("X-Accel-Buffering", "no");
        Thread.ofVirtual().name("viewer").start(() -> follow(response, callback));
        return true;
    }

    private void follow(Response response, Callback callback) {
        try (OutputStream out = Content.Sink.asOutputStream(response)) {
            long seen = -1;
            while (!feed.isClosed()) {
                Sight sight = feed.after(seen, SIGN_OF_LIFE);
                String text = sight.version() == seen
                        ? ": still here\n\n"
                        : "event: look\nid: " + sight.version() + "\ndata: {\"version\":" + sight.version() + "}\n\n";
                seen = sight.version();
                out.write(text.getBytes(StandardCharsets.UTF_8));
                out.flush();
                TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
            }
        } catch (IOException e) {
            // Whoever looked has gone.
            callback.failed(e);
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            places.release();
        }
        callback.succeeded();
    }
}
