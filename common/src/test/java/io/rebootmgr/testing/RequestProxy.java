package io.rebootmgr.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands before the HTTP interface of a Consul agent and has its way with every request: passes it on, holds it, sends it
 * twice, loses it or its answer. A connection carries one request and is closed after it.
 */
public final class RequestProxy implements AutoCloseable {
    private static final int MOST_BYTES = 1 << 20;
    private static final int TIMEOUT_MS = 60_000;
    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *(\\d{1,7}) *$");
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
    private final ServerSocket listening;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private RequestProxy(InetSocketAddress target, Way way, ServerSocket listening) {
        this.target = target;
        this.way = way;
        this.listening = listening;
    }

    /** Listens on a free port of its own; every request goes that way. */
    public static RequestProxy before(URI consul, Way way) {
        try {
            ServerSocket listening = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
            RequestProxy proxy =
                    new RequestProxy(new InetSocketAddress(consul.getHost(), consul.getPort()), way, listening);
            Thread.ofVirtual().name("request proxy").start(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What clients take for the agent's address. */
    public URI address() {
        return URI.create("http://" + listening.getInetAddress().getHostAddress() + ":" + listening.getLocalPort());
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
                Thread.ofVirtual().name("request").start(() -> serve(client));
            } catch (IOException e) {
                // Closed.
                return;
            }
        }
    }

    private void serve(Socket client) {
        open.add(client);
        try (client) {
            client.setSoTimeout(TIMEOUT_MS);
            String head = head(client.getInputStream());
            Matcher length = LENGTH.matcher(head);
            int announced = length.find() ? Integer.parseInt(length.group(1)) : 0;
            byte[] body = client.getInputStream().readNBytes(Math.min(announced, MOST_BYTES));
            String[] words = head.split(" ", 3);
            Request request = new Request(words[0], words[1], new String(body, StandardCharsets.UTF_8));
            Optional<byte[]> answer = way.go(request, () -> send(head, body));
            if (answer.isPresent()) {
                client.getOutputStream().write(answer.get());
            }
        } catch (IOException e) {
            // The client sees a connection that ends: this is what a fault looks like.
            return;
        } finally {
            open.remove(client);
        }
    }

    private byte[] send(String head, byte[] body) throws IOException {
        try (Socket consul = new Socket()) {
            open.add(consul);
            consul.connect(target, TIMEOUT_MS);
            consul.setSoTimeout(TIMEOUT_MS);
            String last = CONNECTION.matcher(head).replaceAll("").replaceFirst("\r\n", "\r\nConnection: close\r\n");
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.write(last.getBytes(StandardCharsets.ISO_8859_1));
            all.write(body);
            consul.getOutputStream().write(all.toByteArray());
            byte[] answer = consul.getInputStream().readAllBytes();
            open.remove(consul);
            return answer;
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || head.lastIndexOf("\r\n\r\n") != head.length() - 4) {
            int next = in.read();
            if (next < 0 || head.length() > MOST_BYTES) {
                throw new IOException("no request");
            }
            head.append((char) next);
        }
        return head.toString();
    }
}
