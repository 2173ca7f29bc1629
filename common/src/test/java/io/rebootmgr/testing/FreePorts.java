package io.rebootmgr.testing;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports that nobody listens on, for TCP and UDP alike (gossip needs both). They lie below the range from which the
 * kernel takes ports for outgoing connections, so that a restarted agent finds its port still free.
 */
public final class FreePorts {
    /** Tests run in several processes side by side, which do not know of each other: each has a range of its own. */
    private static final int PROCESS = Integer.parseInt(System.getProperty("rebootmgr.fork", "1")) - 1;

    private static final int EACH = 5_000;
    private static final int LOWEST = 12_000 + PROCESS % 4 * EACH;
    private static final int HIGHEST = LOWEST + EACH - 1;
    private static final int TRIES = 1_000;
    private static final Set<String> GIVEN = new HashSet<>();

    private FreePorts() {}

    /** A port free on this address and never given before by this process. */
    public static synchronized int on(String address) {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST + 1);
            if (isFree(address, port) && GIVEN.add(address + ":" + port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port on " + address);
    }

    private static boolean isFree(String address, int port) {
        try (ServerSocket tcp = new ServerSocket(port, 1, InetAddress.getByName(address));
                DatagramSocket udp = new DatagramSocket(new InetSocketAddress(address, port))) {
            return tcp.isBound() && udp.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
