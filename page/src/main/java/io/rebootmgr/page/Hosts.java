package io.rebootmgr.page;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The names under which the page may be asked for. A foreign site could give its own name our address (DNS rebinding),
 * and its scripts could then read the page in a visitor's browser: so only {@code localhost}, plain addresses, which
 * nobody can rebind, and the names that the page was started with are answered.
 */
final class Hosts {
    private final Set<String> named;
    private final Set<String> names;

    Hosts(Set<String> names) {
        this.named = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
        this.names = Stream.concat(Stream.of("localhost"), named.stream()).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether the page was started with this name. */
    boolean isNamed(String host) {
        return named.contains(host.toLowerCase(Locale.ROOT));
    }

    /** Whether to answer; a name without its port. */
    boolean allow(String host) {
        return names.contains(host.toLowerCase(Locale.ROOT))
                || host.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}")
                || host.matches("\\[[0-9a-fA-F:.]+]");
    }
}
