package io.rebootmgr.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/** Where Consul is. */
final class Address {
    private static final URI DEFAULT = URI.create("http://127.0.0.1:8500");
    private static final String EXPECTED = "expected HOST:PORT, http://HOST:PORT or https://HOST:PORT";

    private Address() {}

    /**
     * The address as {@code scheme://host[:port]}. As with Consul's own tools {@code CONSUL_HTTP_SSL} makes any address
     * https and its absence makes none http.
     */
    static URI read(Inputs in) {
        Optional<Given> given = in.text("consul.address", "CONSUL_HTTP_ADDR");
        Optional<Given> ssl = in.modifier("consul.address", "CONSUL_HTTP_SSL");
        boolean https = ssl.isPresent() && Flag.read(in, ssl.get());
        if (given.isEmpty()) {
            return https ? URI.create("https://127.0.0.1:8500") : DEFAULT;
        }
        return parse(in, given.get(), https);
    }

    private static URI parse(Inputs in, Given given, boolean https) {
        String text = given.text();
        if (text.startsWith("unix:") || text.startsWith("/")) {
            in.wrong(given, "Unix sockets are not supported: " + EXPECTED);
            return DEFAULT;
        }
        try {
            URI uri = new URI(text.contains("://") ? text : "http://".concat(text));
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            if (isUsable(uri, scheme)) {
                return new URI(https ? "https" : scheme, null, uri.getHost(), uri.getPort(), null, null, null);
            }
        } catch (URISyntaxException e) {
            // Told below, and not in the exception's words, which repeat the text.
        }
        boolean telling = text.indexOf('@') < 0 && text.indexOf('?') < 0;
        in.wrong(
                given,
                telling ? WrongValue.text(text) : "is not an address (not shown, it may hold a secret)",
                EXPECTED);
        return DEFAULT;
    }

    private static boolean isUsable(URI uri, String scheme) {
        boolean bare = uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null;
        String path = uri.getRawPath();
        return bare
                && (scheme.equals("http") || scheme.equals("https"))
                && uri.getHost() != null
                && uri.getPort() != 0
                && uri.getPort() <= 65535
                && (path == null || path.isEmpty() || path.equals("/"));
    }
}
