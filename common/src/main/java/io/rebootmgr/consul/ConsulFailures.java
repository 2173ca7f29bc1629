package io.rebootmgr.consul;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.rebootmgr.consul.ConsulException.Kind;
import io.rebootmgr.json.ParserTrouble;
import io.rebootmgr.text.PrintableText;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Turns what went wrong between this node and Consul into a {@link ConsulException} that says so to people. */
final class ConsulFailures {
    // With TLS 1.3 a server turns a client down after the handshake, and its reason may be lost with the connection.
    private static final String CLIENT_CERTIFICATE =
            "; a TLS server does so when it misses a client certificate: check cert_file and key_file";

    private static final String NO_LEADER =
            " has no leader yet; an election takes seconds, and where it lasts the servers are down or without a quorum";
    /** What servers and agents answer that still ask the leader that was, or lose it over the question. */
    private static final String LOST_LEADER = "(?s).*(rpc error.*(getting client|failed to get conn|stream closed|EOF"
            + "|session shutdown|connection re(fused|set)|broken pipe|i/o (timeout|deadline))"
            + "|leadership lost|not the leader|leadership transfer in progress).*";

    /** Of a session, which belongs to its node. */
    private static final String UNREGISTERED = "Missing node registration";

    /** Where people have their token, as for Consul's own commands. */
    private static final String OPERATORS = "CONSUL_HTTP_TOKEN";

    private final String consul;
    private final boolean tls;
    private final ConnectionSettings settings;
    private final String timeout;
    private final Redaction redaction;

    ConsulFailures(ConnectionSettings settings) {
        this.consul = "Consul at " + settings.shownAddress();
        this.tls = settings.isTls();
        this.settings = settings;
        this.redaction = new Redaction(settings.token());
        this.timeout = settings.timeout().toMillis() % 1000 == 0
                ? settings.timeout().toSeconds() + " s"
                : settings.timeout().toMillis() + " ms";
    }

    /** Whose rights these are, for somebody who may have another token. */
    private String tokenHint() {
        if (settings.token().isEmpty()) {
            return "; no token is configured: set " + OPERATORS + ", or consul.token_file for this node's runs";
        }
        if (settings.tokenFrom().isEmpty()) {
            return "";
        }
        String hint = "; the token is that of " + settings.tokenFrom();
        return settings.tokenFrom().equals(OPERATORS) ? hint : hint + ", one of your own goes into " + OPERATORS;
    }

    /**
     * No good answer to {@code request}. {@code right} says what it takes: {@code the agent itself: needs agent:read}.
     */
    ConsulException of(String request, String right, IOException cause) {
        if (cause instanceof InterruptedIOException && cause.getCause() instanceof Rejected rejected) {
            // Time ran out while it was asked again; what was answered before says more.
            return rejected(request, right, rejected.status(), rejected.body());
        }
        if (cause instanceof Rejected rejected) {
            return rejected(request, right, rejected.status(), rejected.body());
        }
        if (cause instanceof JsonProcessingException json) {
            return nonsense(request, "not what Consul answers: " + cleanExcerpt(ParserTrouble.of(json)));
        }
        if (cause instanceof TooLarge) {
            return tooLarge(request, String.valueOf(cause.getMessage()));
        }
        Kind kind = cause instanceof ConnectException ? Kind.NO_AGENT : Kind.UNREACHABLE;
        return redaction.isNeeded(cause)
                ? new ConsulException(kind, reason(request, cause))
                : new ConsulException(kind, reason(request, cause), cause);
    }

    private String reason(String request, IOException cause) {
        return switch (cause) {
            case ConnectException e -> consul + " does not answer: connection refused; is the agent running?";
            case UnknownHostException e -> consul + " does not answer: the host name cannot be resolved";
            case NoRouteToHostException e -> consul + " does not answer: no route to the host";
            case InterruptedIOException e
            when "interrupted".equals(e.getMessage()) -> consul + ": " + request + " was interrupted";
            case InterruptedIOException e ->
                consul + " does not answer: no answer to " + request + " within " + timeout;
            case SSLException e ->
                consul + " cannot be talked to by TLS: " + cleanExcerpt(e.getMessage())
                        + "; check ca_file, cert_file, key_file and server_name";
            default ->
                consul + " does not answer: connection broken during " + request + ": "
                        + cleanExcerpt(cause.getMessage()) + (tls ? CLIENT_CERTIFICATE : "");
        };
    }

    /** Whether it is certain that Consul never saw the request. */
    static boolean nothingWasSent(IOException e) {
        return e instanceof ConnectException
                || e instanceof UnknownHostException
                || e instanceof NoRouteToHostException;
    }

    private ConsulException rejected(String request, String right, int status, String theirs) {
        String body = redaction.of(theirs);
        if (status == 403) {
            return body.contains("ACL not found")
                    ? new ConsulException(
                            Kind.FORBIDDEN,
                            consul + " does not know the token (ACL not found): it is wrong, expired or of another"
                                    + " datacenter" + tokenHint())
                    : forbidden(right);
        }
        if (status >= 500 && body.contains("No cluster leader")) {
            return new ConsulException(Kind.NO_LEADER, consul + NO_LEADER);
        }
        if (status >= 500 && body.matches(LOST_LEADER)) {
            // Of a write nobody knows how far it had come: that is what NO_LEADER would say.
            return new ConsulException(
                    Kind.UNREACHABLE, consul + NO_LEADER + " (the one that it asks is gone: " + excerpt(body) + ")");
        }
        String answered = request + " was answered with status " + status + ": " + excerpt(body)
                + (body.contains(UNREGISTERED)
                        ? "; this node's Consul agent is not registered at the servers, its log says why"
                        : "");
        return status >= 500 || status == 429
                ? new ConsulException(Kind.UNREACHABLE, consul + " cannot serve: " + answered)
                : nonsense(request, "status " + status + ": " + excerpt(body));
    }

    /** The token lacks a right. */
    ConsulException forbidden(String right) {
        return new ConsulException(Kind.FORBIDDEN, consul + " forbids it: " + right + tokenHint(), right);
    }

    ConsulException nonsense(String request, String what) {
        return new ConsulException(
                Kind.NONSENSE, consul + " answered " + request + " with nonsense: " + redaction.of(what));
    }

    ConsulException tooLarge(String request, String what) {
        return new ConsulException(Kind.TOO_LARGE, consul + " answered " + request + " with too much: " + what);
    }

    /** The first line of foreign text, without the token. */
    String cleanExcerpt(@Nullable String text) {
        return excerpt(redaction.of(text));
    }

    /** The first line of foreign text: printable and at most 200 characters. */
    static String excerpt(@Nullable String text) {
        String line = PrintableText.excerpt(text == null ? "" : text, 200);
        return line.isEmpty() ? "(nothing)" : line;
    }
}
