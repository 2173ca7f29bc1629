package io.rebootmgr.lease;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.text.Suggestion;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.Supplier;

/** Whether a node is leased, by what stands in its key and by the lock on it. No clock decides. */
public sealed interface LeaseState {

    /** Nobody has it: there is no key, or it hangs on a session that is gone. */
    record Free() implements LeaseState {}

    /** Somebody has it. */
    record Held(Lease lease) implements LeaseState {}

    /** What stands there is no lease; in doubt somebody has it. */
    record Unknown(String what) implements LeaseState {}

    /** What a view says of a node that holds its {@code lease} key. */
    static LeaseState in(View view, Keys keys, String node) {
        Optional<View.Entry> entry = view.get(keys.lease(node));
        return entry.isEmpty() ? new Free() : of(entry.get());
    }

    /** What a {@code lease} key says. */
    static LeaseState of(View.Entry entry) {
        try {
            Lease lease = Lease.parse(entry.value());
            return lease.hold() || entry.session().isPresent() ? new Held(lease) : new Free();
        } catch (MalformedJson e) {
            return new Unknown("its key " + entry.key() + " " + e.reason());
        }
    }

    default boolean isFree() {
        return this instanceof Free;
    }

    /**
     * Whose it is, in words that follow "leased by"; empty where nobody has it.
     *
     * @param zone of whoever reads that; asked for where there is something to read
     */
    default Optional<String> holder(Supplier<ZoneId> zone) {
        return switch (this) {
            case Free free -> Optional.empty();
            case Held(Lease lease) -> Optional.of(lease.text(zone.get()));
            case Unknown(String what) -> Optional.of("somebody unknown: " + what);
        };
    }

    /**
     * What somebody else may do about it for this node, the command in backticks. Not by its id, which is the holder's
     * own word that the work is done: who is in a hurry would paste that.
     */
    default String wayOut(String node) {
        return (this instanceof Held ? "ask there before " : "")
                + Suggestion.of("rebootmgr lease release")
                        .argument(node)
                        .asIs("--force --reason WHY")
                        .typed();
    }
}
