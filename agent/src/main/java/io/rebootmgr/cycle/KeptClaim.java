package io.rebootmgr.cycle;

import io.rebootmgr.facts.Facts;
import io.rebootmgr.host.Host;
import io.rebootmgr.logbook.Entry;
import java.util.Locale;
import java.util.Optional;

/**
 * The claim that this node's own file speaks of, for whoever only looks.
 *
 * @param step how far the node was, in a word
 * @param entry what its run has written down so far
 */
public record KeptClaim(String id, String group, String step, Entry entry) {

    /** What the file says, if there is one; a {@link io.rebootmgr.host.HostException} when it cannot be read. */
    public static Optional<KeptClaim> load(Host host) {
        return LocalClaim.load(host)
                .map(local -> new KeptClaim(
                        local.id(), local.group(), local.step().name().toLowerCase(Locale.ROOT), local.entry()));
    }

    /**
     * The group in which a run of this node looks for a claim of its own: the settings', or that in which it took one.
     */
    public static String group(Host host, Facts facts) {
        return NextAction.group(facts, LocalClaim.load(host));
    }
}
