package io.rebootmgr.settings;

import io.rebootmgr.host.FileStat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A secret of these settings that others can read: with it they are this node to Consul.
 *
 * @param text which file it is, and who can read it
 * @param wayOut the command that puts it right
 */
public record Exposure(String text, String wayOut) {
    private static final int GROUP_READ = 0040;
    private static final int OTHER_READ = 0004;

    /** Of the token file and the client's key, if there are any; one that cannot be looked at is none. */
    public static List<Exposure> of(Settings.Consul consul) {
        List<Exposure> found = new ArrayList<>();
        consul.tokenFile().flatMap(file -> of("Consul token", file)).ifPresent(found::add);
        consul.tls().keyFile().flatMap(file -> of("client key", file)).ifPresent(found::add);
        return found;
    }

    private static Optional<Exposure> of(String what, Path file) {
        try {
            FileStat stat = FileStat.of(file);
            boolean byGroup = (stat.mode() & GROUP_READ) != 0 && stat.gid() != 0;
            boolean byOthers = (stat.mode() & OTHER_READ) != 0;
            return byGroup || byOthers
                    ? Optional.of(new Exposure(
                            "the " + what + " in " + file + " can be read by "
                                    + (byOthers ? "every user" : "its group"),
                            "chmod go-rwx '" + file + "'"))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
