package io.rebootmgr.page;

import io.rebootmgr.cli.Invocation;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.FormFields;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What visitors may do, where the page was started so: a form asks why, a second one shows the command and asks for the
 * visitor's token, and only that does it.
 */
final class Actions {
    private static final int FIELDS_MAX = 16;
    private static final int LENGTH_MAX = 8 * 1024;
    /** Each waits for Consul, and stops are few. */
    private static final int AT_ONCE = 4;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(Actions.class);

    private final VisitorsCommands commands;
    private final SameOrigin origin;
    private final Templates templates;
    private final Semaphore places = new Semaphore(AT_ONCE);

    Actions(VisitorsCommands commands, SameOrigin origin, Templates templates) {
        this.commands = commands;
        this.origin = origin;
        this.templates = templates;
    }

    /** The first form. */
    boolean ask(Response response, Callback callback, Fields fields) {
        Optional<Act> act = Act.of(fields);
        return act.isEmpty()
                ? answer(response, callback, 400, "Not known", "There is nothing like that to be done.", "")
                : page(response, callback, 200, act.get(), Map.of("asks", true));
    }

    /** What a form of ours sends. */
    boolean post(Request request, Response response, Callback callback, boolean isSure) {
        // Jetty's threads are for what is over at once.
        Thread.ofVirtual().name("act").start(() -> {
            try {
                answer(request, response, callback, FormFields.getFields(request, FIELDS_MAX, LENGTH_MAX), isSure);
            } catch (RuntimeException e) {
                // Whoever likes can send as much of it.
                LOG.debug("what was sent to the page cannot be read: {}", e.toString());
                answer(response, callback, 400, "Nothing was done", "What was sent cannot be read.", "");
            }
        });
        return true;
    }

    private void answer(Request request, Response response, Callback callback, Fields fields, boolean isSure) {
        Optional<Act> act = Act.of(fields);
        String what = act.map(its -> isSure ? its.confirmed() : its.asked()).orElse("");
        Optional<String> doubt = origin.doubt(request, Act.text(fields, "seal"), what);
        if (act.isEmpty() || doubt.isPresent()) {
            answer(
                    response,
                    callback,
                    doubt.isPresent() ? 403 : 400,
                    "Nothing was done",
                    doubt.orElse("There is nothing like that to be done."),
                    "");
            return;
        }
        String token = Act.text(fields, "token");
        if (!isSure) {
            page(response, callback, 200, act.get(), Map.of("sure", true));
        } else if (token.isEmpty()) {
            page(
                    response,
                    callback,
                    403,
                    act.get(),
                    Map.of("sure", true, "missing", "Without a token nothing is done."));
        } else if (!hasPlace()) {
            answer(response, callback, 503, "Nothing was done", "Too many at once: try again.", "");
        } else {
            try {
                Invocation given = commands.give(act.get(), token, Request.getRemoteAddr(request));
                boolean done = given.code() == 0;
                answer(
                        response,
                        callback,
                        done ? 200 : 409,
                        done ? "Done" : "It failed (exit " + given.code() + ")",
                        act.get().typed(),
                        given.text());
            } finally {
                places.release();
            }
        }
    }

    /** Waits for one: whoever takes them all, with tokens of which Consul knows none, has each for a moment only. */
    private boolean hasPlace() {
        try {
            return places.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean page(Response response, Callback callback, int status, Act act, Map<String, Object> more) {
        Map<String, Object> values = new HashMap<>(Map.of(
                "title", act.title(),
                "means", act.verb().means(),
                "typed", act.typed(),
                "verb", act.verb().word(),
                "group", act.group(),
                "node", act.node(),
                "reason", act.reason(),
                "lasts", act.lasts(),
                "takesReason", act.verb().takesReason(),
                "takesEnd", act.verb() == Act.Verb.PAUSE));
        values.put("asks", false);
        values.put("sure", false);
        values.put("said", false);
        values.put("missing", "");
        values.putAll(more);
        values.put("seal", origin.seal(values.get("sure").equals(true) ? act.confirmed() : act.asked()));
        return send(response, callback, status, act.title(), values);
    }

    private boolean answer(Response response, Callback callback, int status, String title, String what, String said) {
        return send(
                response,
                callback,
                status,
                title,
                Map.of("title", title, "asks", false, "sure", false, "said", true, "what", what, "text", said));
    }

    private boolean send(Response response, Callback callback, int status, String title, Map<String, Object> values) {
        return Reply.send(
                response, callback, status, Reply.HTML, templates.still("rebootmgr: " + title, templates.act(values)));
    }
}
