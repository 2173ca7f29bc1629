package io.rebootmgr.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Stands before the HTTP interface of a Consul agent and has its way with every request: passes it on, holds it, sends
 * it twice, loses it or its answer. A connection carries one request and is closed after it.
 */
public final class RequestProxy implements AutoCloseable {
    private static final int TIMEOUT_MS = 60_000;
    private static final Pattern CONNECTION = Pattern.compile("(?im)^connection:.*\r\n");

    /** A request as it arrived; {@code path} has its query, {@code body} is text. */
    public record Request(String method, String path, String body) {}

    /** To the agent behind. */
    @FunctionalInterface
    public interface Onward {
        /** Passes the request on; the whole answer as it stands on the wire, empty when the agent gave none. */
        byte[] send() throws IOException;
    }

    /** What becomes of a request. */
    @FunctionalInterface
    public interface Way {
        /** Every request passes. */
        Way OPEN = (request, consul) -> Optional.of(consul.send());

        /** What the client gets; nothing means that its connection is cut without a word, as an exception does. */
        Optional<byte[]> go(Request request, Onward consul) throws IOException;
    }

    private final InetSocketAddress target;
    private final Way way;
    private final Connections connections;

    private RequestProxy(InetSocketAddress target, Way way) {
        this.target = target;
        this.way = way;
        this.connections = Connections.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), this::serve);
    }

    /** Listens on a free port of its own; every request goes that way. */
    public static RequestProxy before(URI consul, Way way) {
        return new RequestProxy(new InetSocketAddress(consul.getHost(), consul.getPort()), way);
    }

    /** What clients take for the agent's address. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + connections.port());
    }

    @Override
    public void close() {
        connections.close();
    }

    /** One whose way throws sees a connection that ends: this is what a fault looks like. */
    private void serve(Socket client, Connections all) throws IOException {
        RawRequest raw = RawRequest.read(client);
        String[] words = raw.head().split(" ", 3);
        Request request = new Request(words[0], words[1], new String(raw.body(), StandardCharsets.UTF_8));
        Optional<byte[]> answer = way.go(request, () -> send(all, raw));
        if (answer.isPresent()) {
            client.getOutputStream().write(answer.get());
        }
    }

    private byte[] send(Connections all, RawRequest raw) throws IOException {
        try (Socket consul = all.also(new Socket())) {
            consul.connect(target, TIMEOUT_MS);
            consul.setSoTimeout(TIMEOUT_MS);
            String last =
                    CONNECTION.matcher(raw.head()).replaceAll("").replaceFirst("\r\n", "\r\nConnection: close\r\n");
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            whole.write(last.getBytes(StandardCharsets.ISO_8859_1));
            whole.write(raw.body());
            consul.getOutputStream().write(whole.toByteArray());
            byte[] answer = consul.getInputStream().readAllBytes();
            all.gone(consul);
            return answer;
        }
    }
}
