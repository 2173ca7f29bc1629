package io.rebootmgr.page;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.net.InetSocketAddress;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.LoggerFactory;

/** The HTTP server, with a bound on everything that somebody could send too much of. */
final class WebServer implements AutoCloseable {
    private static final int THREADS = 32;
    private static final int HEADERS_MAX = 16 * 1024;
    private static final int CONNECTIONS_MAX = 1_000;
    private static final int CONNECTIONS_OF_ONE = 250;
    private static final int IDLE_MILLIS = 60_000;
    private static final int LARGE_AT_ONCE = 32;

    private final Server server;
    private final ServerConnector connector;

    /**
     * How long others may take.
     *
     * @param request until one that has begun is there
     * @param answer until it is read to its end, commands that visitors give included
     */
    record Patience(Duration request, Duration answer) {
        static final Patience USUAL = new Patience(Duration.ofSeconds(10), Duration.ofMinutes(2));
    }

    /** For https with these keys, which need no password; else for plain HTTP. */
    WebServer(InetSocketAddress listen, Optional<KeyStore> tls, Handler routes, Patience patience) {
        keepQuiet();
        QueuedThreadPool threads = new QueuedThreadPool(THREADS);
        threads.setName("web");
        server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(HEADERS_MAX);
        HttpConnectionFactory plain = new HttpConnectionFactory(http);
        if (tls.isPresent()) {
            // Visitors may come by a name that the certificate does not have, as behind a reverse proxy.
            http.addCustomizer(new SecureRequestCustomizer(false));
            connector = new ServerConnector(server, 1, 1, secure(tls.get()), plain);
        } else {
            connector = new ServerConnector(server, 1, 1, plain);
        }
        connector.setHost(listen.getHostString());
        connector.setPort(listen.getPort());
        connector.setIdleTimeout(IDLE_MILLIS);
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(CONNECTIONS_MAX, connector));
        connector.addBean(new SlowClients(connector.getScheduler(), patience.request(), CONNECTIONS_OF_ONE));
        server.setHandler(new Deadlines(routes, patience.answer(), LARGE_AT_ONCE));
        // Jetty's own pages of errors would say more than a stranger needs, and without the headers.
        server.setErrorHandler((request, response, callback) -> {
            Reply.secure(response);
            return Reply.send(
                    response, callback, response.getStatus(), Reply.TEXT, "Error " + response.getStatus() + ".\n");
        });
    }

    /** What strangers send wrong is answered; with a line in the log for each they could fill the disk. */
    private static void keepQuiet() {
        for (String of : List.of("org.eclipse.jetty.http", "org.eclipse.jetty.util.HostPort")) {
            if (LoggerFactory.getLogger(of) instanceof Logger logger) {
                logger.setLevel(Level.ERROR);
            }
        }
    }

    private static SslConnectionFactory secure(KeyStore keys) {
        SslContextFactory.Server secure = new SslContextFactory.Server();
        secure.setKeyStore(keys);
        secure.setKeyStorePassword("");
        return new SslConnectionFactory(secure, HttpVersion.HTTP_1_1.asString());
    }

    /** Returns when it listens. */
    void start() throws Exception {
        server.start();
    }

    /** Where it listens, for one that was started on any free port. */
    int port() {
        return connector.getLocalPort();
    }

    void join() throws InterruptedException {
        server.join();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            throw new IllegalStateException("the web server does not end", e);
        }
    }
}
