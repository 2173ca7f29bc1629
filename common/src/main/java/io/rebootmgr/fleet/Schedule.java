package io.rebootmgr.fleet;

import io.rebootmgr.slot.Freed;
import io.rebootmgr.slot.Limits;
import io.rebootmgr.slot.Occupied;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Who is out when, as a plan goes on: it knows the first moment at which one more may go. */
final class Schedule {
    private final Limits limits;
    private final List<Out> out = new ArrayList<>();
    private final List<String> hanging = new ArrayList<>();
    /** Until then nobody goes, whatever is free. */
    private Instant from;

    /** @param key of its failure domain */
    private record Out(String key, Instant back) {}

    Schedule(Limits limits, Freed freed, Instant now) {
        this.limits = limits;
        this.from = freed.holdsUntil(limits.cooldown(), now).orElse(now);
    }

    /** This one is out until then. */
    void goes(String key, Instant back) {
        out.add(new Out(key, back));
    }

    /** This one is out, and nobody knows until when. */
    void hangs(String key) {
        hanging.add(key);
    }

    /** Nobody goes before then any more. */
    void isAt(Instant start) {
        from = start;
        Instant forgotten = start.minus(limits.cooldown());
        out.removeIf(one -> !one.back().isAfter(forgotten));
    }

    /** When one more of this domain may go; empty where that hangs on who is out for nobody knows how long. */
    Optional<Instant> first(String key) {
        Instant at = from;
        while (true) {
            Optional<Instant> cools = cooledAfter(at);
            if (cools.isPresent()) {
                at = cools.get();
            } else if (fits(key, at)) {
                return Optional.of(at);
            } else {
                Instant before = at;
                Optional<Instant> next = out.stream()
                        .map(Out::back)
                        .filter(back -> back.isAfter(before))
                        .min(Instant::compareTo);
                if (next.isEmpty()) {
                    return Optional.empty();
                }
                at = next.get();
            }
        }
    }

    private boolean fits(String key, Instant at) {
        Stream<String> back = out.stream().filter(one -> one.back().isAfter(at)).map(Out::key);
        if (!limits.hasDomains()) {
            return hanging.size() + back.count() < limits.slots();
        }
        return new Occupied(Stream.concat(hanging.stream(), back).toList(), limits).fits(key);
    }

    /** When the group has cooled down after the last that was back by then, where it has not yet. */
    private Optional<Instant> cooledAfter(Instant at) {
        return out.stream()
                .map(Out::back)
                .filter(back -> !back.isAfter(at))
                .map(back -> back.plus(limits.cooldown()))
                .filter(at::isBefore)
                .max(Instant::compareTo);
    }
}
