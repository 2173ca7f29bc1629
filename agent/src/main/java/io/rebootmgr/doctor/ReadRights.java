package io.rebootmgr.doctor;

import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Keys;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The token may read every key that a run reads. */
final class ReadRights implements Examination {
    static final String WAY_OUT = "add that right to the ACL policy of the token";

    @Override
    public String about() {
        return "rights: read";
    }

    @Override
    public boolean needsConsul() {
        return true;
    }

    @Override
    public List<Finding> examine(ExaminedNode examined) {
        Keys keys = examined.self().keys();
        String node = examined.self().node();
        List<String> prefixes = List.of(
                keys.stop(),
                keys.pause(),
                keys.config(),
                keys.groups(),
                keys.waitingIn(examined.self().group()),
                keys.node(node),
                keys.pythonRebootRequired(node));
        Set<String> missing = new LinkedHashSet<>();
        for (String prefix : prefixes) {
            try {
                examined.consul().read(Consistency.CONSISTENT, List.of(prefix));
            } catch (ConsulException e) {
                if (e.kind() != ConsulException.Kind.FORBIDDEN) {
                    throw e;
                }
                missing.add(right(e));
            }
        }
        if (missing.isEmpty()) {
            return List.of(Finding.ok(about(), "all keys that a run reads"));
        }
        return List.of(Finding.forbidden(about(), List.copyOf(missing)));
    }

    /** What is missing; all that Consul said where it names none. */
    static String right(ConsulException e) {
        return e.right().isEmpty() ? e.reason() : e.right();
    }
}
