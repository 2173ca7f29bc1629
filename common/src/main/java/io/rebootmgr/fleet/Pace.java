package io.rebootmgr.fleet;

import io.rebootmgr.logbook.Entry;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.slot.Claim;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/**
 * How long a reboot takes, from its claim to the slot given back: the median of those that succeeded.
 *
 * @param before from the claim to the reboot command
 * @param boot until the node is up again
 * @param after until the slot is given back
 * @param sample of how many; 0 where nothing is known and the rest is assumed
 */
public record Pace(Duration before, Duration boot, Duration after, int sample) {
    /** What these entries of logbooks show; by the policy and five minutes of boot where none shows anything. */
    public static Pace of(List<Entry> entries, Policy policy) {
        List<Entry> whole = entries.stream()
                .filter(entry -> entry.end().filter(end -> end.code() == 0).isPresent())
                .filter(entry ->
                        entry.phases().stream().anyMatch(phase -> phase.name().equals(Entry.BOOT)))
                .toList();
        if (whole.isEmpty()) {
            return new Pace(policy.settle().plusMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(1), 0);
        }
        return new Pace(
                median(whole, phases -> phases < 0),
                median(whole, phases -> phases == 0),
                median(whole, phases -> phases > 0),
                whole.size());
    }

    /** Of the phases before (-1), of (0) or after (1) the boot. */
    private static Duration median(List<Entry> entries, Predicate<Integer> which) {
        List<Duration> sums = entries.stream()
                .map(entry -> {
                    int boot = entry.phases().stream()
                            .map(Entry.Phase::name)
                            .toList()
                            .indexOf(Entry.BOOT);
                    Duration sum = Duration.ZERO;
                    for (int at = 0; at < entry.phases().size(); at++) {
                        if (which.test(Integer.compare(at, boot))) {
                            sum = sum.plus(entry.phases().get(at).took());
                        }
                    }
                    return sum;
                })
                .sorted()
                .toList();
        return sums.get(sums.size() / 2);
    }

    /** All of it. */
    public Duration total() {
        return before.plus(boot).plus(after);
    }

    /** When the holder of a claim is expected to give it back: not before now, however late it is. */
    Instant back(Claim claim, Instant now) {
        Duration left = switch (claim.state()) {
            case PREPARING -> total();
            case REBOOTING -> boot.plus(after);
            case RETURNING -> after;
        };
        Instant back = claim.since().plus(left);
        return back.isAfter(now) ? back : now;
    }
}
