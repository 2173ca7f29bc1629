package io.rebootmgr.slot;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.consul.ClaimList;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.json.OtherFields;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The claims on one group's slots. Their order is the order of the compare-and-sets that added them.
 *
 * @param freed when the last node that was out gave its slot back
 */
public record Slots(List<Claim> claims, Freed freed, OtherFields others) {
    public static final Slots NONE = new Slots(List.of());

    /** Far above any fleet's limit: a longer list is garbage. */
    private static final int MAX_CLAIMS = 1_000;

    public Slots {
        claims = List.copyOf(claims);
    }

    /** Of which nobody says more. */
    public Slots(List<Claim> claims) {
        this(claims, Freed.NEVER, OtherFields.NONE);
    }

    /** What stands in a {@code slots} key. */
    public static Slots parse(byte[] value) throws MalformedJson {
        Fields fields = Fields.parse(value);
        List<Fields> items = fields.objects("claims");
        if (items.size() > MAX_CLAIMS) {
            throw new MalformedJson("has " + items.size() + " claims, more than " + MAX_CLAIMS);
        }
        List<Claim> claims = new ArrayList<>();
        Set<List<String>> known = new HashSet<>();
        for (Fields item : items) {
            Claim claim = Claim.read(item);
            if (!known.add(List.of(claim.node(), claim.id()))) {
                throw new MalformedJson("has two claims of the id " + claim.id() + " of one node");
            }
            claims.add(claim);
        }
        Freed freed = Freed.read(fields);
        return new Slots(
                claims,
                freed,
                OtherFields.of(
                        fields, name -> name.equals("claims") || (name.equals(Freed.FIELD) && freed.isReadable())));
    }

    /**
     * The group's claims in a view that holds all of the group's keys: the list, and what the nodes that prepare, are
     * out, or at a change in service, say themselves. Where the two differ the node's word counts, so a list that was
     * wiped or forged frees no slot, and whoever writes it next puts back what it has lost.
     */
    public static Slots in(View view, Keys keys, String group) throws MalformedJson {
        Slots listed = listed(view, keys, group);
        List<OwnWord> said = said(view, keys, group);
        if (said.isEmpty()) {
            return listed;
        }
        List<Claim> all = new ArrayList<>(listed.claims);
        for (OwnWord own : said) {
            int at = 0;
            while (at < all.size()
                    && !all.get(at).is(own.claim().node(), own.claim().id())) {
                at++;
            }
            if (at < all.size()) {
                all.set(at, own.correcting(all.get(at)));
            } else {
                all.add(place(own, all, view, keys, group), own.claim());
            }
        }
        return new Slots(all, listed.freed, listed.others);
    }

    private static List<OwnWord> said(View view, Keys keys, String group) {
        List<OwnWord> said = new ArrayList<>();
        if (keys.list() == ClaimList.SLOTS) {
            for (Out out : Out.in(view, keys, group)) {
                said.add(new OwnWord.OfOut(keys.out(group, out.claim().node()), out.claim()));
            }
        }
        said.addAll(ClaimLock.in(view, keys, group));
        return said;
    }

    /**
     * Where a claim stood that the list has lost: before those whose locks Consul wrote later. Else whoever found the
     * list wiped and claimed at that very moment would go before a node that is being drained.
     */
    private static int place(OwnWord own, List<Claim> all, View view, Keys keys, String group) {
        if (own instanceof OwnWord.OfLock) {
            for (int at = 0; at < all.size(); at++) {
                Claim claim = all.get(at);
                long locked = view.index(keys.preparing(group, claim.node()));
                if (!claim.isCommitted() && locked > view.index(own.key())) {
                    return at;
                }
            }
        }
        return all.size();
    }

    /**
     * The keys of nodes whose own word the list does not have: whoever writes the list puts it there, and may do so
     * only as long as it stands. A node that gives its slot back leaves such a list as it is, so its index tells
     * nothing of that.
     */
    public static List<String> corrections(View view, Keys keys, String group) throws MalformedJson {
        Slots listed = listed(view, keys, group);
        return said(view, keys, group).stream()
                .filter(own -> !listed.agreesWith(own))
                .map(OwnWord::key)
                .toList();
    }

    private boolean agreesWith(OwnWord own) {
        return of(own.claim().node(), own.claim().id())
                .filter(claim -> own.correcting(claim).equals(claim))
                .isPresent();
    }

    /** Whether the list can have a claim of this node; where it cannot, nobody has to read all the others. */
    public static boolean mayName(String node, View view, Keys keys, String group) {
        // No stream: every idle run comes here.
        Optional<View.Entry> entry = view.get(keys.slots(group));
        if (entry.isEmpty()) {
            return false;
        }
        String text = new String(entry.get().value(), StandardCharsets.ISO_8859_1);
        // Names need no escapes and no second byte, and somebody else may write them with some.
        return text.contains(node) || text.indexOf('\\') >= 0 || text.indexOf('\0') >= 0;
    }

    /** What the list alone says, whatever the nodes say themselves. */
    public static Slots listed(View view, Keys keys, String group) throws MalformedJson {
        Optional<View.Entry> entry = view.get(keys.slots(group));
        return entry.isPresent() ? parse(entry.get().value()) : NONE;
    }

    /**
     * Only the claims that count: a preparing one whose session has lost its lock can never be committed, so anyone may
     * drop it.
     *
     * @param view holds the locks of the same moment
     */
    public Slots counting(View view, Keys keys, String group) {
        return keeping(claim -> counts(claim, view, keys, group));
    }

    /** Whether a claim of these slots counts: one of a hot change is never committed, whatever it says. */
    public static boolean counts(Claim claim, View view, Keys keys, String group) {
        return (claim.isCommitted() && keys.list() == ClaimList.SLOTS)
                || view.lockedBy(keys.preparing(group, claim.node()), claim.session());
    }

    /**
     * A node's claim of this id. Both together tell which it is: whoever forges the list can put the id of a claim into
     * another's name, beside it or in its place.
     */
    public Optional<Claim> of(String node, String id) {
        return claims.stream().filter(claim -> claim.is(node, id)).findFirst();
    }

    public Optional<Claim> ofNode(String node) {
        return allOf(node).stream().findFirst();
    }

    /** Every claim in the name of a node; more than one only where somebody has forged the list. */
    public List<Claim> allOf(String node) {
        return claims.stream().filter(claim -> claim.node().equals(node)).toList();
    }

    /**
     * The claims that go before this one: those that were there before it, and later ones that are committed already.
     * All of them if it is not there.
     */
    public List<Claim> ahead(String node, String id) {
        List<Claim> ahead = new ArrayList<>();
        boolean behind = false;
        for (Claim claim : claims) {
            if (claim.is(node, id)) {
                behind = true;
            } else if (!behind || claim.isCommitted()) {
                ahead.add(claim);
            }
        }
        return ahead;
    }

    public Slots with(Claim claim) {
        List<Claim> longer = new ArrayList<>(claims);
        longer.add(claim);
        return new Slots(longer, freed, others);
    }

    /** With the claim of the same id and node replaced, at its place. */
    public Slots replacing(Claim claim) {
        return new Slots(
                claims.stream()
                        .map(old -> old.is(claim.node(), claim.id()) ? claim : old)
                        .toList(),
                freed,
                others);
    }

    public Slots without(String node, String id) {
        return keeping(claim -> !claim.is(node, id));
    }

    /** Only these. */
    public Slots keeping(Predicate<Claim> which) {
        return new Slots(claims.stream().filter(which).toList(), freed, others);
    }

    /** The same, and that a node which was out gives its slot back with this. */
    public Slots freed(Instant now) {
        return new Slots(claims, Freed.at(now), others.without(Freed.FIELD));
    }

    /** As it is written to the key. */
    public byte[] bytes() {
        ArrayNode list = Json.array();
        claims.forEach(claim -> list.add(claim.json()));
        ObjectNode json = Json.object();
        json.set("claims", list);
        freed.at().ifPresent(at -> json.put(Freed.FIELD, at.toString()));
        others.writeTo(json);
        return Json.bytes(json);
    }
}
