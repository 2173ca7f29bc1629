package io.rebootmgr.settings;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Reads {@code [consul]} and the variables that win over it. */
final class ConsulSection {
    private static final Duration LEAST_TIMEOUT = Duration.ofMillis(100);
    private static final Duration MOST_TIMEOUT = Duration.ofMinutes(5);
    private static final int LONGEST = 200;

    private ConsulSection() {}

    static Settings.Consul read(Values values) {
        Inputs in = values.in();
        URI address = Address.read(in);
        String prefix = prefix(in);
        TokenSource.Found token = TokenSource.read(values);
        Settings.Tls tls = tls(values, address.getScheme().equals("https"));
        Duration timeout = values.duration(
                "consul.timeout", Duration.ofSeconds(10), LEAST_TIMEOUT, MOST_TIMEOUT, "expected 100ms to 5m");
        return new Settings.Consul(address, prefix, token.token(), token.file(), tls, timeout);
    }

    private static String prefix(Inputs in) {
        Optional<Given> given = in.text("consul.prefix");
        if (given.isEmpty()) {
            return "service/rebootmgr";
        }
        if (!isPrefix(given.get().text())) {
            in.wrong(
                    given.get(),
                    "expected letters, digits, dots, dashes, underscores and single slashes, none at the ends");
        }
        return given.get().text();
    }

    private static boolean isPrefix(String text) {
        if (text.isEmpty() || text.length() > LONGEST || text.startsWith("/") || text.endsWith("/")) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (!isLetterOrDigit(text.charAt(i)) && "/_.-".indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return !text.contains("//");
    }

    private static Settings.Tls tls(Values values, boolean used) {
        Inputs in = values.in();
        Optional<Given> ca = in.text("consul.ca_file", "CONSUL_CACERT");
        Optional<Given> cert = in.text("consul.cert_file", "CONSUL_CLIENT_CERT");
        Optional<Given> key = in.text("consul.key_file", "CONSUL_CLIENT_KEY");
        if (cert.isPresent() && key.isEmpty()) {
            in.wrong(cert.get(), "has no key with it", "expected consul.key_file or CONSUL_CLIENT_KEY too");
        }
        if (key.isPresent() && cert.isEmpty()) {
            in.wrong(key.get(), "has no certificate with it", "expected consul.cert_file or CONSUL_CLIENT_CERT too");
        }
        return new Settings.Tls(
                file(values, ca, used), file(values, cert, used), file(values, key, used), serverName(in), verify(in));
    }

    /** The file's path; whether it can be read matters only if it will be. */
    private static Optional<Path> file(Values values, Optional<Given> given, boolean used) {
        if (given.isEmpty()) {
            return Optional.empty();
        }
        Optional<Path> path = values.absolute(given.get());
        if (used && path.isPresent() && !isReadableFile(path.get())) {
            values.in().wrong(given.get(), "expected a file that exists and can be read");
        }
        return path;
    }

    private static boolean isReadableFile(Path path) {
        return Files.isReadable(path) && !Files.isDirectory(path);
    }

    private static Optional<String> serverName(Inputs in) {
        Optional<Given> given = in.text("consul.server_name", "CONSUL_TLS_SERVER_NAME");
        if (given.isEmpty()) {
            return Optional.empty();
        }
        String name = given.get().text();
        boolean usable = !name.isEmpty() && name.length() <= LONGEST;
        for (int i = 0; i < name.length(); i++) {
            usable &= isLetterOrDigit(name.charAt(i)) || ".-_".indexOf(name.charAt(i)) >= 0;
        }
        if (!usable) {
            in.wrong(given.get(), "expected a host name");
        }
        return Optional.of(name);
    }

    private static boolean verify(Inputs in) {
        Optional<Given> given = in.variable("consul.verify", "CONSUL_HTTP_SSL_VERIFY");
        return given.isEmpty() || Flag.read(in, given.get());
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
