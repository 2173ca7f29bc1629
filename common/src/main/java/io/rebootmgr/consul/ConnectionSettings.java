package io.rebootmgr.consul;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Where Consul's agent is and how to talk to it.
 *
 * @param address {@code http://host:port} or {@code https://host:port}, nothing after it
 * @param token the ACL token; it goes into a header, never into a URL or a message
 * @param tokenFrom where it came from, for people: a variable's or a file's name; empty where that is not known
 * @param timeout the bound on each request, from connecting to the last byte: 1 ms to 1 h
 * @param tls what matters for {@code https} only
 */
public record ConnectionSettings(
        URI address, Optional<String> token, String tokenFrom, Duration timeout, TlsSettings tls) {
    private static final Duration LONGEST = Duration.ofHours(1);

    /**
     * Checks them.
     *
     * @throws IllegalArgumentException naming what cannot be (the token itself is not told)
     */
    public ConnectionSettings {
        String scheme = String.valueOf(address.getScheme());
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("Consul address " + address + " is neither http:// nor https://");
        }
        if (address.getHost() == null || address.getUserInfo() != null) {
            throw new IllegalArgumentException(
                    "Consul address " + address + " does not have the form " + scheme + "://host:port");
        }
        if (!address.getRawPath().matches("/?") || address.getQuery() != null || address.getFragment() != null) {
            throw new IllegalArgumentException("Consul address " + address + " has text after host and port");
        }
        if (token.filter(secret -> !secret.matches("[!-~]+")).isPresent()) {
            throw new IllegalArgumentException("the Consul token is empty or has blanks or unprintable characters");
        }
        if (timeout.toMillis() < 1 || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("Consul timeout " + timeout + " is not between 1 ms and 1 h");
        }
        address = address.resolve("/");
    }

    /** One whose token comes from nobody knows where. */
    public ConnectionSettings(URI address, Optional<String> token, Duration timeout, TlsSettings tls) {
        this(address, token, "", timeout, tls);
    }

    /** Without TLS and token: what a plain local agent needs. */
    public static ConnectionSettings plain(URI address, Duration timeout) {
        return new ConnectionSettings(address, Optional.empty(), timeout, TlsSettings.NONE);
    }

    /** The same with this token. */
    public ConnectionSettings withToken(String secret) {
        return new ConnectionSettings(address, Optional.of(secret), tokenFrom, timeout, tls);
    }

    boolean isTls() {
        return address.getScheme().equals("https");
    }

    /** The address as it was given: no slash at the end. */
    String shownAddress() {
        String text = address.toString();
        return text.substring(0, text.length() - 1);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "ConnectionSettings[" + shownAddress() + ", " + (token.isPresent() ? "with" : "no") + " token, "
                + timeout + ", " + tls + "]";
    }
}
