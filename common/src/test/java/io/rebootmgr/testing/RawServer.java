package io.rebootmgr.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers each connection's first request with bytes of one's own, and closes it: what no HTTP server can be made to do. */
public final class RawServer implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *(\\d{1,7}) *$");
    private static final int MOST_HEAD = 64 * 1024;

    /** Writes an answer to the request with this head. */
    @FunctionalInterface
    public interface Answer {
        void to(String head, OutputStream out) throws IOException;
    }

    private final ServerSocket listening;
    private final Answer answer;
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private RawServer(ServerSocket listening, Answer answer) {
        this.listening = listening;
        this.answer = answer;
    }

    /** On a free port of its own. */
    public static RawServer answering(Answer answer) {
        return at(0, answer);
    }

    /** On this port of 127.0.0.1. */
    public static RawServer at(int port, Answer answer) {
        try {
            RawServer server = new RawServer(new ServerSocket(port, 64, InetAddress.getLoopbackAddress()), answer);
            Thread.ofVirtual().name("raw server").start(server::accept);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An answer with its length, which does not say that the connection ends with it. */
    public static byte[] ok(String body) {
        return ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                        + body)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + listening.getLocalPort());
    }

    /** The heads of all requests until now. */
    public List<String> heads() {
        return List.copyOf(heads);
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (true) {
            try {
                Socket client = listening.accept();
                Thread.ofVirtual().name("raw answer").start(() -> serve(client));
            } catch (IOException e) {
                // Closed.
                return;
            }
        }
    }

    private void serve(Socket client) {
        open.add(client);
        try (client) {
            client.setSoTimeout(60_000);
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0 && head.length() < MOST_HEAD) {
                int next = client.getInputStream().read();
                if (next < 0) {
                    return;
                }
                head.append((char) next);
            }
            Matcher length = LENGTH.matcher(head);
            client.getInputStream().readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
            heads.add(head.toString());
            answer.to(head.toString(), client.getOutputStream());
        } catch (IOException e) {
            // The client went away.
            return;
        } finally {
            open.remove(client);
        }
    }
}
