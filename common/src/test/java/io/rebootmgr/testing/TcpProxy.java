package io.rebootmgr.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Set;

/**
 * Passes bytes between whoever connects and one address, and can keep them from passing: silently, as a network does
 * that loses packets (what was sent waits, and arrives when the way is open again), or with an end of the connection.
 */
final class TcpProxy implements AutoCloseable {
    private static final int BUFFER_BYTES = 16 * 1024;

    private final InetSocketAddress target;
    private final Connections connections;
    private Set<InetAddress> silenced = Set.of();
    private Set<InetAddress> refused = Set.of();
    private boolean closed;

    private TcpProxy(InetSocketAddress address, InetSocketAddress target) {
        this.target = target;
        this.connections = Connections.at(address, this::connect);
    }

    static TcpProxy between(InetSocketAddress address, InetSocketAddress target) {
        return new TcpProxy(address, target);
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
        connections.close();
    }

    /** Where nobody listens at the target the connection ends, as one that is refused. */
    private void connect(Socket from, Connections all) throws IOException {
        InetAddress source = from.getInetAddress();
        try (Socket to = all.also(new Socket())) {
            awaitPassage(source);
            to.connect(target);
            Thread back = Thread.ofVirtual().name("answers of " + target).start(() -> pump(to, from, source));
            pump(from, to, source);
            back.join();
            all.gone(to);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
