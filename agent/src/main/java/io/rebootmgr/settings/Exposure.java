package io.rebootmgr.settings;

import io.rebootmgr.host.FileStat;
import io.rebootmgr.host.RootOnly;
import io.rebootmgr.text.ShellWord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What lets others be this node to Consul, or Consul to this node. Runs go on, for some networks are closed; people are
 * told.
 *
 * @param text what is so
 * @param wayOut what to do about it
 */
public record Exposure(String text, String wayOut) {
    private static final int GROUP_READ = 0040;
    private static final int OTHER_READ = 0004;

    /** Of the token file, the client's key and the CAs, if there are any; one that cannot be looked at is none. */
    public static List<Exposure> ofFiles(Settings.Consul consul) {
        List<Exposure> found = new ArrayList<>();
        consul.tokenFile().ifPresent(file -> found.addAll(ofSecret("Consul token", file)));
        consul.tls().keyFile().ifPresent(file -> found.addAll(ofSecret("client key", file)));
        consul.tls().caFile().flatMap(file -> writable("CA", file)).ifPresent(found::add);
        return found;
    }

    private static List<Exposure> ofSecret(String what, Path file) {
        List<Exposure> found = new ArrayList<>();
        readable(what, file).ifPresent(found::add);
        writable(what, file).ifPresent(found::add);
        return found;
    }

    /** To a run of root's: one of another user has that user's files. */
    private static Optional<Exposure> writable(String what, Path file) {
        try {
            if (FileStat.of(Path.of("/proc/self")).uid() != 0) {
                return Optional.empty();
            }
            return RootOnly.violatedBy(file)
                    .map(cause ->
                            new Exposure("others than root can put another " + what + " in place of " + file, cause));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<Exposure> readable(String what, Path file) {
        try {
            FileStat stat = FileStat.of(file);
            boolean byGroup = (stat.mode() & GROUP_READ) != 0 && stat.gid() != 0;
            boolean byOthers = (stat.mode() & OTHER_READ) != 0;
            return byGroup || byOthers
                    ? Optional.of(new Exposure(
                            "the " + what + " in " + file + " can be read by "
                                    + (byOthers ? "every user" : "its group"),
                            "chmod go-rwx " + ShellWord.quoted(file.toString())))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** A way to Consul on which others can listen, or speak in its place. */
    public static List<Exposure> ofConnection(Settings.Consul consul) {
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

    /** All there is of it in these settings. */
    public static List<Exposure> of(Settings.Consul consul) {
        List<Exposure> all = new ArrayList<>(ofFiles(consul));
        all.addAll(ofConnection(consul));
        return all;
    }
}
