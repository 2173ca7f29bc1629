package io.rebootmgr.settings;

import java.util.ArrayList;
import java.util.List;

/**
 * A way to Consul on which others can listen, or speak in its place. Runs go on, for some networks are closed; people are told.
 *
 * @param text what is so
 * @param wayOut what to do about it
 */
public record Exposure(String text, String wayOut) {

    /** What there is of it in these settings. */
    public static List<Exposure> of(Settings.Consul consul) {
        List<Exposure> found = new ArrayList<>();
        boolean https = "https".equals(consul.address().getScheme());
        if (https && !consul.tls().verify()) {
            found.add(new Exposure(
                    "Consul's certificate is not checked (CONSUL_HTTP_SSL_VERIFY=false): anybody in between can answer for it",
                    "set consul.ca_file to the CA of its certificate and remove the variable"));
        }
        if (!https && consul.token().isPresent() && !isLoopback(consul.address().getHost())) {
            found.add(new Exposure(
                    "the token goes unencrypted over the network to "
                            + consul.address().getHost(),
                    "talk to this node's own agent (http://127.0.0.1:8500), or use https"));
        }
        return found;
    }

    /** By the name alone: what a name server says can change. */
    private static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost") || host.equals("[::1]") || isIn127(host);
    }

    private static boolean isIn127(String host) {
        return host.startsWith("127.") && host.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '.');
    }
}
