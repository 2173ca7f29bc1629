package io.rebootmgr.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What listens in a test: serves each connection on a thread of its own, and ends them all when it is closed. */
final class Connections implements AutoCloseable {
    /** Serves one; it is closed afterwards, and an exception is an end as well. */
    @FunctionalInterface
    interface Service {
        void serve(Socket client, Connections all) throws IOException;
    }

    private final ServerSocket listening;
    private final Service service;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Thread accepting;

    private Connections(ServerSocket listening, Service service) {
        this.listening = listening;
        this.service = service;
        this.accepting = Thread.ofPlatform()
                .daemon()
                .name("listening at " + listening.getLocalSocketAddress())
                .unstarted(this::accept);
    }

    /** Listens there, on a free port where that is 0. */
    static Connections at(InetSocketAddress address, Service service) {
        try {
            Connections all = new Connections(new ServerSocket(address.getPort(), 128, address.getAddress()), service);
            all.accepting.start();
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return listening.getLocalPort();
    }

    /** One that was opened for a client ends with the others. */
    Socket also(Socket socket) {
        open.add(socket);
        return socket;
    }

    void gone(Socket socket) {
        open.remove(socket);
    }

    /** Nobody listens there any more when this returns. */
    @Override
    public void close() {
        try {
            listening.close();
            // The kernel listens for as long as a thread is in accept(), which on a busy machine is a moment longer.
            accepting.join();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept() {
        while (true) {
            try {
                Socket client = listening.accept();
                if (listening.isClosed()) {
                    client.close();
                    return;
                }
                Thread.ofVirtual().name("connection").start(() -> serve(client));
            } catch (IOException e) {
                // Closed.
                return;
            }
        }
    }

    private void serve(Socket client) {
        open.add(client);
        try (client) {
            service.serve(client, this);
        } catch (IOException e) {
            // The client went away, or sees a connection that ends.
            return;
        } finally {
            open.remove(client);
        }
    }
}
