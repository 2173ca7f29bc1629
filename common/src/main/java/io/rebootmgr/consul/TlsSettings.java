package io.rebootmgr.consul;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How to talk TLS to Consul. All files are PEM.
 *
 * @param caFile CA certificates to trust instead of the system's
 * @param certFile the client's certificate, intermediate ones after it
 * @param keyFile its key, not encrypted
 * @param verify whether the server's certificate and name are checked at all
 * @param serverName the name that the server's certificate must have, instead of the address's host
 */
public record TlsSettings(
        Optional<Path> caFile,
        Optional<Path> certFile,
        Optional<Path> keyFile,
        boolean verify,
        Optional<String> serverName) {

    /** The system's CAs, no client certificate, everything verified. */
    public static final TlsSettings NONE =
            new TlsSettings(Optional.empty(), Optional.empty(), Optional.empty(), true, Optional.empty());
}
