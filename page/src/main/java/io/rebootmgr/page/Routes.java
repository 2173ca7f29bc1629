package io.rebootmgr.page;

import io.rebootmgr.consul.Keys;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;

/** What is at which address. Everything is read only, but for {@link Actions} where there are any. */
final class Routes extends Handler.Abstract {
    private static final String NODES = "/nodes/";

    private final Feed feed;
    private final Hosts hosts;
    private final Texts texts;
    private final Events events;
    private final FleetMetrics metrics;
    private final Assets assets;
    private final Templates templates;
    private final Optional<Actions> actions;

    Routes(
            Feed feed,
            Hosts hosts,
            Texts texts,
            Events events,
            Assets assets,
            Templates templates,
            Optional<Actions> actions) {
        this.assets = assets;
        this.templates = templates;
        this.actions = actions;
        this.feed = feed;
        this.hosts = hosts;
        this.texts = texts;
        this.events = events;
        this.metrics = new FleetMetrics(events::viewers);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Reply.secure(response);
        String host = Request.getServerName(request);
        if (host == null || !hosts.allow(host)) {
            return text(
                    response,
                    callback,
                    421,
                    "This page does not answer under this name. Start it with --host NAME if it should.");
        }
        String path = Request.getPathInContext(request);
        boolean isAct = path.equals("/act/sure") || path.equals("/act/do");
        if (actions.isPresent() && isAct && request.getMethod().equals("POST")) {
            return actions.get().post(request, response, callback, path.equals("/act/do"));
        }
        // A stream without a body would keep its place and tell nobody when its viewer has gone.
        boolean isHead = request.getMethod().equals("HEAD") && !path.equals("/events");
        if (!request.getMethod().equals("GET") && !isHead) {
            response.getHeaders().put(HttpHeader.ALLOW, path.equals("/events") ? "GET" : "GET, HEAD");
            return text(response, callback, 405, "Here is nothing but to look at.");
        }
        Sight sight = feed.now();
        return switch (path) {
            case "/" -> fleet(request, response, callback, sight);
            case "/act" -> act(request, response, callback);
            case "/events" -> events.stream(response, callback);
            case "/healthz" -> health(response, callback, sight);
            case "/metrics" -> Reply.send(response, callback, 200, FleetMetrics.TYPE, metrics.text(sight));
            case "/api/status" -> json(response, callback, sight, Answers::status);
            case "/api/plan" -> json(response, callback, sight, Answers::plan);
            case "/api/history" -> json(response, callback, sight, Answers::history);
            case "/api/rollouts" -> json(response, callback, sight, Answers::rollouts);
            case "/api/leases" -> json(response, callback, sight, Answers::leases);
            case "/api/charts" -> json(response, callback, sight, Answers::charts);
            default ->
                path.startsWith(NODES)
                        ? node(request, response, callback, sight, path.substring(NODES.length()))
                        : asset(response, callback, path);
        };
    }

    private boolean fleet(Request request, Response response, Callback callback, Sight sight) {
        Optional<Fields> fields = fields(request);
        if (fields.isEmpty()) {
            return text(response, callback, 400, "The address cannot be read.");
        }
        Query query = Query.of(fields.get());
        String fragment = templates.fragment(FleetView.of(sight, query, texts));
        String title = "rebootmgr: the fleet";
        return html(
                response,
                callback,
                isPart(fields.get())
                        ? fragment
                        : templates.pageWithCharts(title, fragment, query, acts(query.group(), "")));
    }

    private List<Act> acts(String group, String node) {
        boolean isKnown = group.isEmpty() || Keys.isName(group);
        return (actions.isPresent() && isKnown) ? Act.all(group, node) : List.of();
    }

    private boolean act(Request request, Response response, Callback callback) {
        Optional<Fields> fields = fields(request);
        return (actions.isEmpty() || fields.isEmpty())
                ? text(response, callback, 404, "Here is nothing.")
                : actions.get().ask(response, callback, fields.get());
    }

    private boolean node(Request request, Response response, Callback callback, Sight sight, String name) {
        Optional<Fields> fields = fields(request);
        Optional<NodeView> view = NodeView.of(sight, name, texts);
        if (fields.isEmpty() || view.isEmpty()) {
            return text(response, callback, 404, "There is no such node in Consul's keys.");
        }
        String fragment = templates.fragment(view.get());
        return html(
                response,
                callback,
                isPart(fields.get())
                        ? fragment
                        : templates.page("rebootmgr: " + name, fragment, Query.NONE, acts("", name)));
    }

    /** What the script asks for: the part that changes. */
    private static boolean isPart(Fields fields) {
        return "main".equals(fields.getValue("part"));
    }

    private static boolean html(Response response, Callback callback, String body) {
        return Reply.send(response, callback, 200, Reply.HTML, body);
    }

    private static Optional<Fields> fields(Request request) {
        try {
            return Optional.of(Request.extractQueryParameters(request, StandardCharsets.UTF_8));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    /** Alive as long as it answers; whether Consul does is another question, and a restart would not help. */
    private static boolean health(Response response, Callback callback, Sight sight) {
        String consul = sight.outage()
                .map(outage -> "Consul does not answer: " + outage.why())
                .orElse(sight.picture().isPresent() ? "ok" : "Consul has not answered yet");
        return text(response, callback, 200, consul);
    }

    private static boolean json(Response response, Callback callback, Sight sight, Function<Answers, byte[]> which) {
        if (sight.picture().isEmpty()) {
            return text(response, callback, 503, "Consul has not answered yet.");
        }
        sight.outage()
                .ifPresent(outage -> response.getHeaders()
                        .put("Warning", "110 - \"Consul does not answer since " + outage.since() + "\""));
        response.getHeaders()
                .put(
                        "Last-Modified",
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                sight.picture().get().at().atOffset(ZoneOffset.UTC)));
        return Reply.send(
                response,
                callback,
                200,
                Reply.JSON,
                which.apply(sight.picture().get().answers()));
    }

    private boolean asset(Response response, Callback callback, String path) {
        Optional<Assets.Asset> asset = assets.at(path);
        if (asset.isEmpty()) {
            return text(response, callback, 404, "Here is nothing.");
        }
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "public, max-age=31536000, immutable");
        return Reply.send(
                response, callback, 200, asset.get().type(), asset.get().bytes());
    }

    private static boolean text(Response response, Callback callback, int status, String text) {
        return Reply.send(response, callback, status, Reply.TEXT, text + "\n");
    }
}
