package io.rebootmgr.fleet;

import io.rebootmgr.logbook.Entry;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.slot.Claim;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * How long a reboot takes, from its claim to the slot given back: the median of those that succeeded.
 *
 * @param before from the claim to the reboot command
 * @param boot until the node is up again
 * @param after until it is back in service
 * @param vote how much longer a Consul server keeps its slot, until it votes again
 * @param servers the nodes that are Consul servers
 * @param sample of how many; 0 where nothing is known and the rest is assumed
 */
public record Pace(Duration before, Duration boot, Duration after, Duration vote, Set<String> servers, int sample) {
    /** The name of the phase in which a Consul server waits until it votes again. */
    public static final String VOTE = "vote";

    /** Consul's own defaults: stable for ten seconds, and looked at every ten. */
    private static final Duration STABILISATION = Duration.ofSeconds(20);

    /** What a logbook may make others expect: some drains wait for jobs of weeks. */
    private static final Duration MOST = Duration.ofDays(30);

    public Pace {
        servers = Set.copyOf(servers);
    }

    /** What these entries of logbooks show; by the policy and five minutes of boot where none shows anything. */
    public static Pace of(List<Entry> entries, Policy policy, Set<String> servers) {
        List<Entry> whole = entries.stream()
                .filter(entry -> entry.result() == Entry.Result.REBOOTED)
                .filter(entry ->
                        entry.phases().stream().anyMatch(phase -> phase.name().equals(Entry.BOOT)))
                .toList();
        if (whole.isEmpty()) {
            return new Pace(
                    policy.settle().plusMinutes(1),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(1),
                    STABILISATION,
                    servers,
                    0);
        }
        return new Pace(
                median(whole, phases -> phases < 0),
                median(whole, phases -> phases == 0),
                median(whole, phases -> phases > 0),
                vote(whole),
                servers,
                whole.size());
    }

    private static Duration vote(List<Entry> entries) {
        List<Duration> votes = entries.stream()
                .flatMap(entry -> entry.phases().stream())
                .filter(phase -> phase.name().equals(VOTE))
                .map(phase -> bounded(phase.took()))
                .sorted()
                .toList();
        return votes.isEmpty() ? STABILISATION : votes.get(votes.size() / 2);
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
                        boolean vote = entry.phases().get(at).name().equals(VOTE);
                        if (!vote && which.test(Integer.compare(at, boot))) {
                            sum = bounded(
                                    sum.plus(bounded(entry.phases().get(at).took())));
                        }
                    }
                    return sum;
                })
                .sorted()
                .toList();
        return sums.get(sums.size() / 2);
    }

    private static Duration bounded(Duration took) {
        return took.isNegative() ? Duration.ZERO : took.compareTo(MOST) > 0 ? MOST : took;
    }

    /** All of it, where no vote is waited for. */
    public Duration total() {
        return before.plus(boot).plus(after);
    }

    /** Of this node, from its claim to the slot given back. */
    public Duration total(String node) {
        return total().plus(voteOf(node));
    }

    Duration voteOf(String node) {
        return servers.contains(node) ? vote : Duration.ZERO;
    }

    /** When the holder of a claim is expected to give it back: not before now, however late it is. */
    Instant back(Claim claim, Instant now) {
        Duration left = switch (claim.state()) {
            case PREPARING, DRAINED -> total();
            case CHANGING, REBOOTING, UNKNOWN -> boot.plus(after);
            case RETURNING -> after;
        };
        Instant back = claim.since().plus(left).plus(voteOf(claim.node()));
        return back.isAfter(now) ? back : now;
    }
}
