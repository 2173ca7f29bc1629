package io.rebootmgr.rollout;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.text.Few;
import io.rebootmgr.text.Unreadable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * In a rollout with a barrier no node of a wave begins a step before all others of the wave that are to go have done
 * those before. Each says in its own place which step it has come to; one that has said nothing yet may have any step
 * before it. But for boots nodes only get further, so a look that is old holds for longer than it has to.
 */
public final class StepBarrier {
    private static final int NAMED_MOST = 3;

    private final Consul consul;
    private final View view;
    private final Keys keys;
    private final Rollout rollout;

    /** @param view holds all of {@link Keys#rolloutNodes} */
    public StepBarrier(Consul consul, View view, Keys keys, Rollout rollout) {
        this.consul = consul;
        this.view = view;
        this.keys = keys;
        this.rollout = rollout;
    }

    /**
     * What keeps this node from the step; empty where it may begin.
     *
     * @param wave the node's own
     */
    public Optional<String> holds(String wave, String node, int step) {
        Order order = rollout.order();
        int own = order.waveOf(wave);
        boolean isReadable = true;
        List<String> behind = new ArrayList<>();
        for (View.Entry entry : view.under(keys.rolloutNodes())) {
            String other = entry.key().substring(keys.rolloutNodes().length());
            if (!Keys.isName(other)) {
                continue;
            }
            try {
                NodeResult result = NodeResult.parse(entry.value());
                boolean counts = !other.equals(node)
                        && result.id().equals(order.id())
                        && order.waveOf(result.wave()) == own
                        && isToGo(result.state());
                if (counts && result.step().orElse(-1) < step) {
                    behind.add(other
                            + result.step().map(at -> " (at step " + at + ")").orElse(" (has not begun)"));
                }
            } catch (MalformedJson e) {
                isReadable = false;
            }
        }
        if (!isReadable) {
            Strangers.without(consul, Consistency.DEFAULT, view, keys, rollout)
                    .unreadable()
                    .forEach((other, why) -> behind.add(new Unreadable(keys.rolloutNode(other), why).text()));
        }
        if (behind.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of("waits before step " + step + " until all of wave " + Foreign.name(wave)
                + " have come to it: "
                + Few.of(behind, NAMED_MOST));
    }

    /** What failed, or was skipped, holds nobody: it does not keep its wave from being closed either. */
    private static boolean isToGo(ResultState state) {
        return switch (state) {
            case WAITING, RUNNING, UNKNOWN -> true;
            case OK, FAILED, SKIPPED, LEFT_OUT -> false;
        };
    }
}
