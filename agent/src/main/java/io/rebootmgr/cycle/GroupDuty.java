package io.rebootmgr.cycle;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.PolicyState;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.policy.Follow;
import io.rebootmgr.rollout.Followed;
import io.rebootmgr.rollout.NodeTurn;
import io.rebootmgr.rollout.Published;
import io.rebootmgr.rollout.Rollout;
import io.rebootmgr.rollout.RolloutState;
import io.rebootmgr.rollout.Wave;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether a run looks after what concerns its whole group: its rollout, or a published version that it follows. Such a
 * look reads where every node of it stands, which is megabytes in a large fleet: so of the runs of a minute about two
 * look, however many nodes there are, and nobody has to agree on who. Where every run looks, in a group of ten or
 * fewer, a wave is closed by the run that finished it.
 */
final class GroupDuty {
    /** Two a minute where each node runs every five. */
    private static final int OF_ALL = 10;

    private GroupDuty() {}

    /** Whether this run does, by what a stale look says of the rollout. */
    static boolean isTurn(NodeTurn.Placed turn, String node, String group, Instant now) {
        Rollout rollout = turn.rollout();
        boolean tells = rollout.state() == RolloutState.FAILED && rollout.untold();
        if (!tells && (rollout.state() != RolloutState.RUNNING || soaks(rollout, now))) {
            return false;
        }
        if (rollout.isFinalizing() && rollout.finale().of(group).contains(node)) {
            return true;
        }
        int nodes = rollout.order().waves().stream().mapToInt(Wave::nodes).sum();
        long minute = now.getEpochSecond() / 60;
        return nodes <= OF_ALL || Math.floorMod((node + "/" + minute).hashCode(), nodes) < OF_ALL;
    }

    /**
     * Whether this run starts a published version that its group follows, by what a stale look says. Idle runs come
     * here: no lambda, nothing of the class that would do it, and no policy, which would cost one as much as all else,
     * before something is published that the group might begin with.
     */
    static boolean isToFollow(Facts seen, Instant now) {
        if (!mayBegin(seen, now)
                || !(seen.policy() instanceof PolicyState.Known known)
                || known.policy().follow() == Follow.NONE
                || !(seen.turn() instanceof NodeTurn.None)
                || seen.stop().isPresent()) {
            return false;
        }
        return mayBegin(seen, known.policy().follow(), now);
    }

    /** With one of the policies that there can be, where one of those that stand there mentions it. */
    private static boolean mayBegin(Facts seen, Instant now) {
        return (mayBegin(seen, Follow.ALL, now) || mayBegin(seen, Follow.MINOR, now))
                && (mentionsFollow(seen, seen.self().keys().config())
                        || mentionsFollow(
                                seen, seen.self().keys().groupConfig(seen.self().group())));
    }

    private static boolean mayBegin(Facts seen, Follow follow, Instant now) {
        Keys keys = seen.self().keys();
        try {
            Optional<String> newest = Published.newest(seen.view(), keys, follow);
            return newest.isPresent()
                    && Followed.in(seen.view(), keys, seen.self().group()).isToBegin(newest.get(), now);
        } catch (MalformedJson e) {
            // The versions themselves tell.
            return true;
        }
    }

    private static boolean mentionsFollow(Facts seen, String layer) {
        Optional<View.Entry> entry = seen.view().get(layer);
        return entry.isPresent() && entry.get().text().contains(Follow.FIELD);
    }

    /** One whose beginning lies further ahead than it is long is begun anew: somebody has to look. */
    private static boolean soaks(Rollout rollout, Instant now) {
        Optional<Wave> wave = rollout.wave();
        if (wave.isEmpty() || rollout.progress().ended()) {
            return false;
        }
        Duration soak = wave.get().soak();
        return rollout.progress().soakEnds(soak).filter(now::isBefore).isPresent()
                && !rollout.progress().isTooFarAhead(soak, now);
    }
}
