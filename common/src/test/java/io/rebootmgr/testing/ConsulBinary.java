package io.rebootmgr.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The Consul that tests run against: {@code $CONSUL_BINARY}, else {@code consul} on the PATH, else what the
 * repository's {@code scripts/consul} finds or fetches.
 */
public final class ConsulBinary {
    private static final Pattern VERSION = Pattern.compile("Consul v(\\d+)\\.(\\d+)\\.");
    private static @Nullable ConsulBinary found;

    private final Path path;
    private final int major;
    private final int minor;

    private ConsulBinary(Path path) {
        this.path = path;
        Matcher version = VERSION.matcher(Output.of(Path.of("."), List.of(path.toString(), "version")));
        if (!version.find()) {
            throw new IllegalStateException(path + " does not tell its version as Consul does");
        }
        this.major = Integer.parseInt(version.group(1));
        this.minor = Integer.parseInt(version.group(2));
    }

    /** The one of this machine; fetched at the first call, if need be. */
    public static synchronized ConsulBinary find() {
        if (found == null) {
            found = new ConsulBinary(named().or(ConsulBinary::onPath).orElseGet(ConsulBinary::fromScript));
        }
        return found;
    }

    public Path path() {
        return path;
    }

    /** Whether it is of this version or a newer one. */
    public boolean atLeast(int wantedMajor, int wantedMinor) {
        return major > wantedMajor || (major == wantedMajor && minor >= wantedMinor);
    }

    private static Optional<Path> named() {
        return Optional.ofNullable(System.getenv("CONSUL_BINARY"))
                .filter(name -> !name.isEmpty())
                .map(Path::of);
    }

    private static Optional<Path> onPath() {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            Path consul = Path.of(folder, "consul");
            if (Files.isExecutable(consul)) {
                return Optional.of(consul);
            }
        }
        return Optional.empty();
    }

    private static Path fromScript() {
        Path folder = Path.of(System.getProperty("user.dir")).toAbsolutePath();
        for (Path at = folder; at != null; at = at.getParent()) {
            Path script = at.resolve("scripts/consul");
            if (Files.isExecutable(script)) {
                // What it says while fetching goes before the path.
                List<String> lines =
                        Output.of(folder, List.of(script.toString())).lines().toList();
                return Path.of(lines.getLast());
            }
        }
        throw new IllegalStateException("no Consul: set CONSUL_BINARY, or have scripts/consul at or above " + folder);
    }
}
