package io.rebootmgr.testing;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** One Consul server in memory that all tests of a JVM share; each keeps to names of its own ({@link Unique}). */
public final class ConsulServer {
    private static @Nullable ConsulCluster shared;

    private ConsulServer() {}

    /** Started at the first call, ended with the JVM. Nobody may stop, kill or pause it. */
    public static synchronized ConsulAgent shared() {
        if (shared == null) {
            ConsulCluster started = ConsulCluster.builder().inMemory().start();
            Runtime.getRuntime().addShutdownHook(new Thread(started::close));
            shared = started;
        }
        return shared.servers().getFirst();
    }

    /** Where it is: {@code http://127.0.0.x:port}. */
    public static URI http() {
        return shared().http();
    }

    /** Its HTTP interface. */
    public static ConsulApi api() {
        return shared().api();
    }
}
