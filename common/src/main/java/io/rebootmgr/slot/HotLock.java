package io.rebootmgr.slot;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.consul.ClaimList;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A node's own word that it is changed in service: the lock {@code groups/<g>/preparing/<n>}, which only its own token
 * may write, says so by its value. So the list of these claims, which everybody in the group writes, can neither lose a
 * node that is at its change nor invent one, as {@link Out} sees to it for nodes that are out of service.
 */
public final class HotLock {
    private static final String HOT = "hot ";
    /** Stands before the node's name for an id that is none. */
    private static final String UNKNOWN = "lock-";

    private HotLock() {}

    /** What the lock of a claim in this list says: its id, and for a change in service that it is one. */
    public static byte[] value(ClaimList list, String id) {
        return ((list == ClaimList.HOT ? HOT : "") + id).getBytes(StandardCharsets.UTF_8);
    }

    /** Those who say so by a lock that a session holds, by the names of their nodes, with as little as a lock tells. */
    static List<Claim> in(View view, Keys keys, String group) {
        String prefix = keys.preparing(group, "");
        List<Claim> claims = new ArrayList<>();
        for (View.Entry entry : view.under(prefix)) {
            String node = entry.key().substring(prefix.length());
            if (Keys.isName(node) && entry.session().isPresent() && entry.text().startsWith(HOT)) {
                claims.add(claim(
                        node,
                        entry.text().substring(HOT.length()),
                        entry.session().get()));
            }
        }
        return claims;
    }

    private static Claim claim(String node, String said, String session) {
        String id = Keys.isName(said) ? said : UNKNOWN + node;
        return new Claim(
                        id,
                        node,
                        ClaimState.PREPARING,
                        "",
                        session,
                        Instant.EPOCH,
                        "told by its lock alone: somebody wrote over the list",
                        List.of())
                .of(ChangeKind.HOT);
    }
}
