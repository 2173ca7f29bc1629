package io.rebootmgr.page;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Has each answer taken within a time, and few of the large ones at once. Each look at the fleet makes new ones, of
 * many megabytes where the fleet is large; whoever asked for each and read them byte by byte would have the server keep
 * them all.
 */
final class Deadlines extends Handler.Wrapper {
    private final Duration most;
    private final Semaphore large;

    /**
     * For these answers.
     *
     * @param most until an answer is read to its end; the stream of changes has none
     * @param large how many of the commands' JSON go out at once
     */
    Deadlines(Handler answers, Duration most, int large) {
        super(answers);
        this.most = most;
        this.large = new Semaphore(large);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = Request.getPathInContext(request);
        if (path.equals("/events")) {
            return super.handle(request, response, callback);
        }
        // Charts are small, and everybody who looks at the page asks for them.
        boolean isLarge = path.startsWith("/api/") && !path.equals("/api/charts");
        if (isLarge && !large.tryAcquire()) {
            Reply.secure(response);
            response.getHeaders().put(HttpHeader.RETRY_AFTER, "10");
            return Reply.send(response, callback, 503, Reply.TEXT, "Too many ask for this at once: try again.\n");
        }
        Scheduler scheduler = request.getConnectionMetaData().getConnector().getScheduler();
        AtomicBoolean over = new AtomicBoolean();
        Scheduler.Task end = scheduler.schedule(
                () -> {
                    if (!over.get()) {
                        request.getConnectionMetaData()
                                .getConnection()
                                .getEndPoint()
                                .close();
                    }
                },
                most);
        Callback counted = Callback.from(callback, () -> {
            if (over.compareAndSet(false, true)) {
                end.cancel();
                if (isLarge) {
                    large.release();
                }
            }
        });
        try {
            boolean handled = super.handle(request, response, counted);
            if (!handled) {
                throw new IllegalStateException("nobody answered " + request.getMethod());
            }
            return true;
        } catch (Exception | Error e) {
            counted.failed(e);
            return true;
        }
    }
}
