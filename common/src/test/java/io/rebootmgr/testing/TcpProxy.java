package io.rebootmgr.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Passes bytes between whoever connects and one address, and can keep them from passing: silently, as a network does that
 * loses packets (what was sent waits, and arrives when the way is open again), or with an end of the connection.
 */
final class TcpProxy implements AutoCloseable {
    private static final int BUFFER_BYTES = 16 * 1024;

    private final InetSocketAddress target;
    private final ServerSocket listening;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private Set<InetAddress> silenced = Set.of();
    private Set<InetAddress> refused = Set.of();
    private boolean closed;

    private TcpProxy(InetSocketAddress target, ServerSocket listening) {
        this.target = target;
        this.listening = listening;
    }

    static TcpProxy between(InetSocketAddress address, InetSocketAddress target) {
        try {
            ServerSocket listening = new ServerSocket(address.getPort(), 128, address.getAddress());
            TcpProxy proxy = new TcpProxy(target, listening);
            Thread.ofVirtual().name("proxy of " + target).start(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on nothing passes from or to these addresses; to and from all others everything does. */
    synchronized void sever(Set<InetAddress> silently, Set<InetAddress> refusing) {
        silenced = Set.copyOf(silently);
        refused = Set.copyOf(refusing);
        notifyAll();
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
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
                Socket from = listening.accept();
                Thread.ofVirtual().name("connection to " + target).start(() -> connect(from));
            } catch (IOException e) {
                // Closed.
                return;
            }
        }
    }

    private void connect(Socket from) {
        InetAddress source = from.getInetAddress();
        open.add(from);
        try (from;
                Socket to = new Socket()) {
            open.add(to);
            awaitPassage(source);
            to.connect(target);
            Thread back = Thread.ofVirtual().name("answers of " + target).start(() -> pump(to, from, source));
            pump(from, to, source);
            back.join();
            open.remove(to);
        } catch (IOException e) {
            // Nobody listens there: the connection ends, as one that is refused.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(from);
        }
    }

    /** Passes bytes in one direction until an end closes; then it closes both. */
    private void pump(Socket from, Socket to, InetAddress source) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                awaitPassage(source);
                out.write(buffer, 0, n);
            }
            awaitPassage(source);
        } catch (IOException e) {
            // An end that breaks is an end.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void awaitPassage(InetAddress source) throws IOException, InterruptedException {
        while (silenced.contains(source) && !closed) {
            wait();
        }
        if (refused.contains(source)) {
            throw new IOException("refused");
        }
    }
}
