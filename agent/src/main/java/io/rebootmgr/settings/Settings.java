package io.rebootmgr.settings;

import io.rebootmgr.consul.ConnectionSettings;
import io.rebootmgr.consul.TlsSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a node needs to start. Everything in here is checked; it can be printed, the token stays hidden. */
public record Settings(Node node, Consul consul, Paths paths, Reboot reboot, Metrics metrics, Lease lease) {

    /**
     * All are names as {@link io.rebootmgr.consul.Keys#isName} has them.
     *
     * @param domain the failure domain, as a rack; a node without one is a domain of its own
     */
    public record Node(String name, String group, Optional<String> domain) {}

    /**
     * How to reach Consul.
     *
     * @param address {@code http} or {@code https}, a host, maybe a port, nothing else
     * @param prefix above every key, without a slash at either end
     * @param token what {@code tokenFile} held, or the variable; empty when none is set
     * @param tokenFile where the token was read from, if it was a file
     * @param timeout of one request, 100 ms to 5 m
     */
    public record Consul(
            URI address, String prefix, Optional<Token> token, Optional<Path> tokenFile, Tls tls, Duration timeout) {
        /** Where people have their own token, as for Consul's commands. */
        public static final String TOKEN_VARIABLE = "CONSUL_HTTP_TOKEN";

        /** Where the token came from, for people: the file, else the variable; empty where there is none. */
        public String tokenFrom() {
            if (token.isEmpty()) {
                return "";
            }
            return tokenFile.isPresent() ? tokenFile.get().toString() : TOKEN_VARIABLE;
        }

        /** The same as whoever connects needs it. */
        public ConnectionSettings connection() {
            Optional<String> secret =
                    token.isPresent() ? Optional.of(token.get().value()) : Optional.empty();
            return new ConnectionSettings(
                    address,
                    secret,
                    tokenFrom(),
                    timeout,
                    new TlsSettings(tls.caFile(), tls.certFile(), tls.keyFile(), tls.verify(), tls.serverName()));
        }
    }

    /**
     * Used with an {@code https} address only; then the files were readable. A certificate has its key and a key its
     * certificate.
     *
     * @param serverName expected in Consul's certificate instead of the address's host
     * @param verify whether Consul's certificate is checked at all
     */
    public record Tls(
            Optional<Path> caFile,
            Optional<Path> certFile,
            Optional<Path> keyFile,
            Optional<String> serverName,
            boolean verify) {}

    /**
     * Absolute paths; none is known to exist. {@code rebootRequired} may be empty: no file is a trigger then.
     *
     * @param notifications holds programs that are told of events
     */
    public record Paths(Path tasks, Path state, Path run, List<Path> rebootRequired, Path bootId, Path notifications) {}

    /**
     * The reboot.
     *
     * @param command the program and its arguments, at least the program
     * @param grace after which a node that is still up did not reboot; more than 0, at most 30 d
     */
    public record Reboot(List<String> command, Duration grace) {}

    /**
     * What this node does under a lease.
     *
     * @param powerOffCommand the program and its arguments; empty where this node is never switched off
     */
    public record Lease(List<String> powerOffCommand) {}

    /**
     * What other programs may read of this node.
     *
     * @param textfile an absolute path that ends in {@code .prom}; without it nothing is written
     */
    public record Metrics(Optional<Path> textfile) {}
}
