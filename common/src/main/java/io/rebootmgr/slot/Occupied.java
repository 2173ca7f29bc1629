package io.rebootmgr.slot;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What takes the slots of a group, by failure domain; their order says nothing.
 *
 * @param keys of the domains, one for each claim
 */
public record Occupied(List<String> keys, Limits limits) {
    public Occupied {
        keys = List.copyOf(keys);
    }

    /** What these claims take. */
    public static Occupied by(List<Claim> claims, Limits limits) {
        return new Occupied(
                claims.stream().map(claim -> claim.domain().key(claim.node())).toList(), limits);
    }

    /** And one more, behind them. */
    public Occupied with(String key) {
        List<String> longer = new ArrayList<>(keys);
        longer.add(key);
        return new Occupied(longer, limits);
    }

    /** Whether one more may go, of this domain. */
    public boolean fits(String key) {
        return hasSlot() && hasRoomIn(key);
    }

    public boolean hasSlot() {
        return keys.size() < limits.slots();
    }

    /** Whether its domain lets one more go, be there a slot or not. */
    public boolean hasRoomIn(String key) {
        return !limits.hasDomains() || (!isFull(key) && !isClosed(key));
    }

    /** Whether as many nodes of this domain are out as may be. */
    public boolean isFull(String key) {
        return ofDomain(key) >= limits.ofDomain();
    }

    /**
     * Whether as many other domains have a node out as may have. Where more have, for a limit that was lowered or a
     * list that somebody forged, none of them lets one more go: the order of the list is no word of a node's.
     */
    public boolean isClosed(String key) {
        return domains().stream().filter(domain -> !domain.equals(key)).count() >= limits.domains();
    }

    /** How many nodes of this domain are out; one whose domain cannot be read counts in each that has a name. */
    public int ofDomain(String key) {
        boolean named = key.indexOf('/') < 0;
        return (int) keys.stream()
                .filter(out -> out.equals(key) || (named && Domain.mayBeAny(out)))
                .count();
    }

    /** The domains with a node out, in their order. */
    public Set<String> domains() {
        return new LinkedHashSet<>(keys);
    }

    /** The same for people. */
    public List<String> shownDomains() {
        return domains().stream().map(Domain::shown).toList();
    }
}
