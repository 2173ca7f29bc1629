package io.rebootmgr.slot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A node's own word that it is out of service, as it stands in {@code groups/<g>/out/<n>} from COMMIT, or from a drain
 * that was broken off, until the slot is given back. Everybody in a group has to be able to write its list of claims;
 * this key only the node itself, where every node has a token of its own. So the list can neither lose a node that is
 * down nor invent one that is to come back.
 *
 * @param claim the claim as it was committed, returning once the node is up again, or drained
 * @param uptime of the node at the commit, by the clock of its boot
 * @param userspace which start of user space it was, see {@code Boot}; empty where that is not known
 */
public record Out(Claim claim, Duration uptime, String userspace) {

    /**
     * Before the node's name, the id of a claim that cannot be read: it counts until that node, or an operator, removes
     * it.
     */
    private static final String UNREADABLE = "unreadable-";

    private static final Set<String> OWN = Set.of("uptime_ms", "userspace");

    /** What stands in an {@code out} key of this node. */
    static Out parse(byte[] value, String node) throws MalformedJson {
        Fields fields = Fields.parse(value);
        Claim claim = Claim.read(fields, OWN::contains);
        if (!claim.node().equals(node)) {
            throw fields.malformed("node", node);
        }
        if (!claim.isCommitted()) {
            throw fields.malformed("state", "rebooting or returning");
        }
        Duration uptime = fields.has("uptime_ms") ? fields.milliseconds("uptime_ms") : Duration.ZERO;
        return new Out(claim, uptime, fields.text("userspace", ""));
    }

    /**
     * What the node says of itself in a view that holds the group's keys, if it says something. What cannot be read is
     * a committed claim of which nothing is known.
     */
    public static Optional<Out> in(View view, Keys keys, String group, String node) {
        return view.get(keys.out(group, node)).map(entry -> {
            try {
                return parse(entry.value(), node);
            } catch (MalformedJson e) {
                Claim unknown = new Claim(
                        UNREADABLE + node, node, ClaimState.REBOOTING, "", "", Instant.EPOCH, e.reason(), List.of());
                return new Out(unknown.of(Domain.UNREADABLE), Duration.ZERO, "");
            }
        });
    }

    /** Everybody in the group who says so, by name. */
    static List<Out> in(View view, Keys keys, String group) {
        String prefix = keys.outOf(group);
        return view.under(prefix).stream()
                .map(entry -> entry.key().substring(prefix.length()))
                .filter(Keys::isName)
                .flatMap(node -> in(view, keys, group, node).stream())
                .toList();
    }

    /** Whether it says what claim it is. */
    public boolean isReadable() {
        return !claim.id().equals(UNREADABLE + claim.node());
    }

    /** The same node, up again. */
    public Out returning(Instant now) {
        return new Out(claim.returning(now), uptime, userspace);
    }

    /** As it is written to the key. */
    public byte[] bytes() {
        ObjectNode json = claim.json();
        json.put("uptime_ms", uptime.toMillis());
        if (!userspace.isEmpty()) {
            json.put("userspace", userspace);
        }
        return Json.bytes(json);
    }
}
