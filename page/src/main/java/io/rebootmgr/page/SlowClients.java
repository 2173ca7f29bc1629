package io.rebootmgr.page;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Closes the connections of whoever takes too long to ask, and of an address that has too many. Jetty's idle timeout
 * begins anew with each byte, so that a few hundred connections that send one now and then would keep everybody else
 * away for ever. A viewer who asked for the stream of changes and listens is not slow.
 */
final class SlowClients implements Connection.Listener {
    private final Scheduler scheduler;
    private final Duration patience;
    private final int mostOfOne;
    private final Map<InetAddress, Integer> open = new ConcurrentHashMap<>();

    /**
     * For the connections of one connector.
     *
     * @param patience a request that has begun is there within this time, else its connection is closed within three
     *     times as much
     * @param mostOfOne connections of one address, loopback apart, from where a reverse proxy brings everybody
     */
    SlowClients(Scheduler scheduler, Duration patience, int mostOfOne) {
        this.scheduler = scheduler;
        this.patience = patience;
        this.mostOfOne = mostOfOne;
    }

    /** What had come when it was looked at; TLS below it tells of no requests, and is passed over. */
    private record Seen(long requests, long bytes, boolean late) {
        static Seen of(Connection connection, boolean late) {
            return new Seen(connection.getMessagesIn(), connection.getBytesIn(), late);
        }
    }

    @Override
    public void onOpened(Connection connection) {
        if (connection.getMessagesIn() < 0) {
            return;
        }
        boolean tooMany = from(connection)
                .filter(address -> open.merge(address, 1, Integer::sum) > mostOfOne)
                .isPresent();
        if (tooMany) {
            connection.getEndPoint().close();
        } else {
            lookLater(connection, Seen.of(connection, false));
        }
    }

    @Override
    public void onClosed(Connection connection) {
        if (connection.getMessagesIn() >= 0) {
            from(connection)
                    .ifPresent(address -> open.computeIfPresent(address, (key, now) -> now > 1 ? now - 1 : null));
        }
    }

    private static Optional<InetAddress> from(Connection connection) {
        SocketAddress remote = connection.getEndPoint().getRemoteSocketAddress();
        return remote instanceof InetSocketAddress inet
                ? Optional.ofNullable(inet.getAddress()).filter(address -> !address.isLoopbackAddress())
                : Optional.empty();
    }

    private void lookLater(Connection connection, Seen before) {
        scheduler.schedule(() -> look(connection, before), patience);
    }

    /** Twice in a row something has begun to come, and no request of it: that is no slow line any more. */
    private void look(Connection connection, Seen before) {
        if (!connection.getEndPoint().isOpen()) {
            return;
        }
        boolean none = connection.getMessagesIn() == before.requests();
        boolean waits = none && (before.late() || before.requests() == 0 || connection.getBytesIn() > before.bytes());
        if (waits && before.late()) {
            connection.getEndPoint().close();
        } else {
            lookLater(connection, Seen.of(connection, waits));
        }
    }
}
