package io.rebootmgr.consul;

import io.rebootmgr.consul.Consul.Consistency;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** A program that does what an idle run does with Consul, or with a second argument what a busy one does. */
final class IdleRun {
    private IdleRun() {}

    public static void main(String[] args) throws UnusablePem {
        Consul consul = new ConsulAdapter(ConnectionSettings.plain(URI.create(args[0]), Duration.ofSeconds(10)));
        consul.read(Consistency.STALE, List.of("service/rebootmgr/stop", "service/rebootmgr/nodes/web1/"));
        if (args.length > 1) {
            consul.write(List.of(new Operation.Put(args[1], new byte[] {'1'})));
        }
        System.out.println("READY");
        // Neither System.exit nor close: nothing may keep the JVM.
    }
}
