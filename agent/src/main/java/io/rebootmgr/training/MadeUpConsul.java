package io.rebootmgr.training;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.rebootmgr.json.Json;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

/**
 * Answers every request on a free port of the loopback by the request's first line and its body. The package's Java
 * runtime has no HTTP server, and nothing else needs one.
 */
final class MadeUpConsul implements AutoCloseable {
    private static final int PATIENCE_MILLISECONDS = 10_000;
    private static final int LONGEST_REQUEST = 100_000;
    private static final int LONGEST_LINE = 10_000;
    private static final int MOST_LINES = 100;
    private static final String LENGTH = "content-length:";

    private final ServerSocket server;
    private final BiFunction<String, byte[], byte[]> answers;
    private final AtomicInteger requests = new AtomicInteger();

    /** @param answers by lines like {@code GET /v1/status/leader HTTP/1.1} */
    MadeUpConsul(BiFunction<String, byte[], byte[]> answers) throws IOException {
        this.answers = answers;
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().name("consul").start(this::serve);
    }

    /** The answer to a transaction that reads these keys. */
    static byte[] transaction(Map<String, byte[]> keys) {
        ArrayNode results = Json.array();
        keys.forEach((name, value) -> results.addObject()
                .putObject("KV")
                .put("LockIndex", 0)
                .put("Key", name)
                .put("Flags", 0)
                .put("Value", Base64.getEncoder().encodeToString(value))
                .put("CreateIndex", 12)
                .put("ModifyIndex", 34));
        return Json.bytes(Json.object().putNull("Errors").set("Results", results));
    }

    int port() {
        return server.getLocalPort();
    }

    int requests() {
        return requests.get();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                client.setSoTimeout(PATIENCE_MILLISECONDS);
                InputStream in = new BufferedInputStream(client.getInputStream());
                String first = line(in);
                byte[] body = in.readNBytes(bodyLength(in));
                requests.incrementAndGet();
                byte[] answer = answers.apply(first, body);
                client.getOutputStream().write(head(answer.length));
                client.getOutputStream().write(answer);
                client.getOutputStream().flush();
            } catch (IOException e) {
                // Who asked hears of it; or it was closed.
            }
        }
    }

    private static byte[] head(int length) {
        return ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Consul-Index: 1\r\nConnection: close\r\n"
                        + "Content-Length: " + length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Reads the rest of the head, up to its empty line. */
    private static int bodyLength(InputStream in) throws IOException {
        int length = 0;
        String said = line(in);
        for (int lines = 0; !said.isEmpty(); lines++) {
            if (lines > MOST_LINES) {
                throw new IOException("a request without end");
            }
            if (said.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
                length = Math.min(
                        LONGEST_REQUEST,
                        Integer.parseInt(said.substring(LENGTH.length()).strip()));
            }
            said = line(in);
        }
        return length;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int read = 0; read < LONGEST_LINE; read++) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no request");
            }
            if (next == '\n') {
                return line.toString().strip();
            }
            line.append((char) next);
        }
        throw new IOException("a line without end");
    }
}
