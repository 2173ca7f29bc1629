package io.rebootmgr.training;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Gives every request on a free port of the loopback the same answer. The package's Java runtime has no HTTP server,
 * and nothing else needs one.
 */
final class MadeUpConsul implements AutoCloseable {
    private static final int PATIENCE_MILLISECONDS = 10_000;
    private static final int LONGEST_REQUEST = 100_000;
    private static final String LENGTH = "content-length:";

    private final ServerSocket server;
    private final byte[] answer;
    private final AtomicInteger requests = new AtomicInteger();

    MadeUpConsul(byte[] answer) throws IOException {
        this.answer = answer;
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().name("consul").start(this::serve);
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
                in.readNBytes(bodyLength(in));
                requests.incrementAndGet();
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

    /** Reads the head, up to its empty line. */
    private static int bodyLength(InputStream in) throws IOException {
        int length = 0;
        StringBuilder line = new StringBuilder();
        for (int read = 0; read < LONGEST_REQUEST; read++) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no request");
            }
            if (next != '\n') {
                line.append((char) next);
                continue;
            }
            String said = line.toString().strip().toLowerCase(Locale.ROOT);
            if (said.isEmpty()) {
                return length;
            }
            if (said.startsWith(LENGTH)) {
                length = Math.min(
                        LONGEST_REQUEST,
                        Integer.parseInt(said.substring(LENGTH.length()).strip()));
            }
            line.setLength(0);
        }
        throw new IOException("a request without end");
    }
}
