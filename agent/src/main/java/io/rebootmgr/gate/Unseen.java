package io.rebootmgr.gate;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Consul.Counts;
import io.rebootmgr.consul.ConsulException;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;

/**
 * What Consul hides from this node's token. It leaves out without a word what the token may not read, and a service or
 * a member that is not seen fails nobody's rule: the agent's own count tells the difference. Nothing can be told where
 * an agent does not count.
 */
public final class Unseen {
    /** Something may have come or gone between the two questions. */
    private static final int LOOKS = 3;

    private Unseen() {}

    /** What to say of services of this node that cannot be seen; empty when all can. */
    public static Optional<String> services(Consul consul) {
        return hidden(consul, Counts::services, () -> consul.localServices().size())
                .map(some -> some
                        + " of this node's services cannot be seen, so their health has no say: needs service:read");
    }

    /** What to say of members that cannot be seen; empty when all can. */
    public static Optional<String> members(Consul consul) {
        return hidden(consul, Counts::members, () -> seenMembers(consul))
                .map(some -> some + " of the members cannot be seen, nor how services fare there: needs node:read");
    }

    /** How many of how many are not seen, if it stays so. */
    private static Optional<String> hidden(Consul consul, ToIntFunction<Counts> count, IntSupplier look) {
        Optional<String> hidden = Optional.empty();
        for (int i = 0; i < LOOKS; i++) {
            Optional<Counts> all = consul.counts();
            if (all.isEmpty()) {
                return Optional.empty();
            }
            int there = count.applyAsInt(all.get());
            int seen = look.getAsInt();
            if (seen >= there) {
                return Optional.empty();
            }
            hidden = Optional.of(there - seen + " of " + there);
        }
        return hidden;
    }

    private static int seenMembers(Consul consul) {
        try {
            return consul.members().size();
        } catch (ConsulException e) {
            if (e.kind() == ConsulException.Kind.FORBIDDEN) {
                return 0;
            }
            throw e;
        }
    }
}
