package io.rebootmgr.page;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.rebootmgr.page.WebServer.Patience;
import io.rebootmgr.testing.Await;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What clients cannot keep the server from. */
class WebServerTest {
    private static final Duration SOON = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final String HEAD = " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
    private static final byte[] LARGE = new byte[16 * 1024 * 1024];

    /** Anything below {@code /api} is large, {@code /events} never ends, and the rest is a word. */
    private static final class Answers extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            String path = Request.getPathInContext(request);
            if (!path.equals("/events")) {
                byte[] body = path.startsWith("/api/") ? LARGE : new byte[1];
                return Reply.send(response, callback, 200, Reply.TEXT, body);
            }
            response.setStatus(200);
            response.write(false, java.nio.ByteBuffer.allocate(1), Callback.NOOP);
            return true;
        }
    }

    private static WebServer start(Patience patience) throws Exception {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        WebServer server = new WebServer(any, Optional.empty(), new Answers(), patience);
        server.start();
        return server;
    }

    private static Socket send(WebServer server, String text) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    /** Whether the other end has gone, by sending one more byte. */
    private static boolean isClosed(Socket socket) throws IOException {
        try {
            socket.getOutputStream().write('x');
            return false;
        } catch (SocketException e) {
            return true;
        }
    }

    private static String answer(Socket socket) throws IOException {
        return new String(socket.getInputStream().readNBytes(12), StandardCharsets.UTF_8);
    }

    /** An answer of one byte. */
    private static String whole(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            text.append((char) in.read());
        }
        return text.append((char) in.read()).toString();
    }

    @Test
    void whoeverSendsARequestByteByByteIsClosed() throws Exception {
        try (WebServer server = start(new Patience(SOON, LONG));
                Socket slow = send(server, "GET /" + HEAD + "X: y");
                Socket silent = send(server, "");
                Socket stream = send(server, "GET /events" + HEAD + "\r\n")) {
            assertThat(answer(stream)).isEqualTo("HTTP/1.1 200");
            Await.until(() -> isClosed(slow), Await.BOUND, "the slow one is closed");
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
            // Whoever asked and listens stays, for as long as the others took.
            assertThat(stream.isClosed()).isFalse();
            stream.getOutputStream().write('G');
            try (Socket other = send(server, "GET /" + HEAD + "\r\n")) {
                assertThat(answer(other)).isEqualTo("HTTP/1.1 200");
            }
        }
    }

    @Test
    void nothingThatAStrangerSendsIsALineInTheLog() throws Exception {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        root.addAppender(log);
        try (WebServer server = start(new Patience(LONG, LONG))) {
            for (String wrong : List.of(
                    "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
                    "GET / HTTP/1.1\r\nHost: 127.0.0.1@evil\r\n\r\n",
                    "CONNECT / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
                    "GET /" + HEAD + "Host: evil\r\n\r\n",
                    "GET /%00" + HEAD + "\r\n",
                    "GET /" + "x".repeat(20_000) + HEAD + "\r\n",
                    "POST /" + HEAD + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
                    "\u0016\u0003\u0001\r\n\r\n")) {
                try (Socket socket = send(server, wrong)) {
                    assertThat(answer(socket)).as(wrong).startsWith("HTTP/1.1 4");
                }
            }
        } finally {
            root.detachAppender(log);
        }
        assertThat(log.list)
                .filteredOn(event -> event.getLoggerName().startsWith("org.eclipse.jetty"))
                .extracting(ILoggingEvent::getFormattedMessage)
                .isEmpty();
    }

    @Test
    void aConnectionThatAsksAgainAndAgainStays() throws Exception {
        try (WebServer server = start(new Patience(SOON, LONG));
                Socket slow = send(server, "GET /" + HEAD);
                Socket socket = send(server, "")) {
            InputStream in = socket.getInputStream();
            Await.until(
                    () -> {
                        socket.getOutputStream().write(("GET /" + HEAD + "\r\n").getBytes(StandardCharsets.UTF_8));
                        assertThat(whole(in)).startsWith("HTTP/1.1 200");
                        return isClosed(slow);
                    },
                    Await.BOUND,
                    "the slow one is closed");
        }
    }

    @Test
    void fewLargeAnswersWaitToBeRead() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try (WebServer server = start(new Patience(LONG, LONG))) {
            for (int n = 0; n < 32; n++) {
                slow.add(send(server, "GET /api/status" + HEAD + "\r\n"));
                assertThat(answer(slow.getLast())).isEqualTo("HTTP/1.1 200");
            }
            try (Socket refused = send(server, "GET /api/status" + HEAD + "\r\n");
                    Socket other = send(server, "GET /" + HEAD + "\r\n")) {
                assertThat(answer(refused)).isEqualTo("HTTP/1.1 503");
                assertThat(answer(other)).isEqualTo("HTTP/1.1 200");
            }
            slow.removeFirst().close();
            Await.until(
                    () -> {
                        try (Socket again = send(server, "GET /api/status" + HEAD + "\r\n")) {
                            return answer(again).endsWith("200");
                        }
                    },
                    Await.BOUND,
                    "a place is free again");
        } finally {
            for (Socket one : slow) {
                one.close();
            }
        }
    }

    @Test
    void whoeverDoesNotReadAnAnswerIsClosed() throws Exception {
        try (WebServer server = start(new Patience(LONG, SOON));
                Socket slow = send(server, "GET /api/status" + HEAD + "\r\n")) {
            Await.until(() -> isClosed(slow), Await.BOUND, "it is closed");
        }
    }
}
