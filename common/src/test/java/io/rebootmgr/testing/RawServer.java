package io.rebootmgr.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Answers each connection's first request with bytes of one's own, and closes it: what no HTTP server can be made to
 * do.
 */
public final class RawServer implements AutoCloseable {
    /** Writes an answer to the request with this head. */
    @FunctionalInterface
    public interface Answer {
        void to(String head, OutputStream out) throws IOException;
    }

    private final Connections connections;
    private final Answer answer;
    private final List<String> heads = new CopyOnWriteArrayList<>();

    private RawServer(int port, Answer answer) {
        this.answer = answer;
        this.connections = Connections.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), this::serve);
    }

    /** On a free port of its own. */
    public static RawServer answering(Answer answer) {
        return at(0, answer);
    }

    /** On this port of 127.0.0.1. */
    public static RawServer at(int port, Answer answer) {
        return new RawServer(port, answer);
    }

    /** An answer with its length, which does not say that the connection ends with it. */
    public static byte[] ok(String body) {
        return ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                        + body)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + connections.port());
    }

    /** The heads of all requests until now. */
    public List<String> heads() {
        return List.copyOf(heads);
    }

    @Override
    public void close() {
        connections.close();
    }

    private void serve(Socket client, Connections all) throws IOException {
        String head = RawRequest.read(client).head();
        heads.add(head);
        answer.to(head, client.getOutputStream());
    }
}
