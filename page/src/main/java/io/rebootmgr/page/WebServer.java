package io.rebootmgr.page;

import java.net.InetSocketAddress;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The HTTP server, with a bound on everything that somebody could send too much of. */
final class WebServer implements AutoCloseable {
    private static final int THREADS = 32;
    private static final int HEADERS_MAX = 16 * 1024;
    private static final int CONNECTIONS_MAX = 1_000;
    private static final int IDLE_MILLIS = 60_000;

    private final Server server;
    private final ServerConnector connector;

    WebServer(InetSocketAddress listen, Routes routes) {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS);
        threads.setName("web");
        server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(HEADERS_MAX);
        connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(listen.getHostString());
        connector.setPort(listen.getPort());
        connector.setIdleTimeout(IDLE_MILLIS);
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(CONNECTIONS_MAX, connector));
        server.setHandler(routes);
        // Jetty's own pages of errors would say more than a stranger needs, and without the headers.
        server.setErrorHandler((request, response, callback) -> {
            Reply.secure(response);
            return Reply.send(
                    response, callback, response.getStatus(), Reply.TEXT, "Error " + response.getStatus() + ".\n");
        });
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
