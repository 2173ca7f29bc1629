package io.rebootmgr.slot;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.consul.ClaimList;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A node's own word that it prepares, or is changed in service: the lock {@code groups/<g>/preparing/<n>}, which only
 * its own token may write, names its claim. So the list of claims, which everybody in the group writes, can neither
 * lose a node that is being drained or changed nor invent one, as {@link Out} sees to it for nodes that are out.
 *
 * <p>The value is {@code hot ID} for a change in service, else {@code ID domain=DOMAIN since=SECONDS}: the failure
 * domain, nothing after the sign for a node that has none, and when it claimed, by the Unix clock. Agents from before
 * that wrote the id alone.
 */
public final class ClaimLock {
    private static final String HOT = "hot ";
    private static final String DOMAIN = "domain=";
    private static final String SINCE = "since=";
    /** Digits of seconds, for two hundred years to come. */
    private static final int DIGITS = 10;
    /** Stands before the node's name for an id that is none. */
    private static final String UNKNOWN = "lock-";
    /** Of an id and of a domain; what is longer is garbage. */
    private static final int LONGEST = 1_000;

    private static final String BY_LOCK = "told by its lock alone: somebody wrote over the list";

    private ClaimLock() {}

    /** What the lock of this claim in this list says. */
    public static byte[] value(ClaimList list, Claim claim) {
        String text = list == ClaimList.HOT
                ? HOT + claim.id()
                : claim.id() + " " + DOMAIN + claim.domain().name() + " " + SINCE
                        + claim.since().getEpochSecond();
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The claim that the lock of this node names, while a session holds it, with as little as a lock tells; of a change
     * in service where its kind says so.
     */
    public static Optional<Claim> of(View view, Keys keys, String group, String node) {
        return view.get(keys.preparing(group, node))
                .filter(entry -> entry.session().isPresent())
                .flatMap(entry -> said(entry, node, ClaimList.SLOTS).or(() -> said(entry, node, ClaimList.HOT)));
    }

    /** Whether it is this one, of the list of which the keys speak. */
    public static boolean names(View view, Keys keys, String group, String node, String id) {
        return of(view, keys, group, node)
                .filter(claim -> claim.id().equals(id))
                .filter(claim -> (claim.change() == ChangeKind.HOT) == (keys.list() == ClaimList.HOT))
                .isPresent();
    }

    /** Those of a list who say so by a lock that a session holds, with as little as a lock tells, by name. */
    static List<OwnWord> in(View view, Keys keys, String group) {
        String prefix = keys.preparing(group, "");
        List<OwnWord> words = new ArrayList<>();
        for (View.Entry entry : view.under(prefix)) {
            String node = entry.key().substring(prefix.length());
            if (Keys.isName(node) && entry.session().isPresent()) {
                said(entry, node, keys.list()).ifPresent(claim -> words.add(new OwnWord.OfLock(entry.key(), claim)));
            }
        }
        return words;
    }

    private static Optional<Claim> said(View.Entry lock, String node, ClaimList list) {
        String text = lock.value().length > LONGEST ? "" : new String(lock.value(), StandardCharsets.UTF_8);
        String session = lock.session().orElse("");
        if (text.startsWith(HOT) != (list == ClaimList.HOT)) {
            return Optional.empty();
        }
        if (list == ClaimList.HOT) {
            String id = text.substring(HOT.length());
            return Optional.of(claim(node, Keys.isName(id) ? id : UNKNOWN + node, session, Instant.EPOCH)
                    .of(ChangeKind.HOT));
        }
        List<String> words = List.of(text.split(" ", -1));
        // What names no claim is not a node's word that it has one.
        return Keys.isName(words.get(0))
                ? Optional.of(claim(node, words.get(0), session, since(words)).of(domain(words)))
                : Optional.empty();
    }

    private static Domain domain(List<String> words) {
        return word(words, DOMAIN)
                .map(name -> name.isEmpty() ? Domain.NONE : Keys.isName(name) ? new Domain(name) : Domain.UNREADABLE)
                .orElse(Domain.UNREADABLE);
    }

    /** The epoch where it is not told. */
    private static Instant since(List<String> words) {
        return word(words, SINCE)
                .filter(digits -> !digits.isEmpty() && digits.length() <= DIGITS)
                .filter(digits -> digits.chars().allMatch(digit -> digit >= '0' && digit <= '9'))
                .map(digits -> Instant.ofEpochSecond(Long.parseLong(digits)))
                .orElse(Instant.EPOCH);
    }

    private static Optional<String> word(List<String> words, String name) {
        return words.stream()
                .skip(1)
                .filter(word -> word.startsWith(name))
                .map(word -> word.substring(name.length()))
                .findFirst();
    }

    private static Claim claim(String node, String id, String session, Instant since) {
        return new Claim(id, node, ClaimState.PREPARING, "", session, since, BY_LOCK, List.of());
    }
}
