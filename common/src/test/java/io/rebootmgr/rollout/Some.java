package io.rebootmgr.rollout;

import io.rebootmgr.change.RolloutChange;
import io.rebootmgr.json.OtherFields;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A rollout of two waves, canaries with c1 and rest with r1 and r2, and its nodes as a test wants them. */
final class Some {
    static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    static final Duration SOAK = Duration.ofMinutes(30);

    private Some() {}

    static Wave wave(String name) {
        return new Wave(name, SOAK, Optional.empty(), 1, OtherFields.NONE);
    }

    static Order order(int maxFailed, String... waves) {
        List<Wave> all = new ArrayList<>();
        for (String name : waves) {
            all.add(wave(name));
        }
        return new Order(
                "r1",
                "v2",
                RolloutChange.HOT,
                Set.of("web"),
                all,
                maxFailed,
                ChosenTasks.ALL,
                "alice@adm1",
                "release",
                NOW);
    }

    static Rollout rollout(int maxFailed) {
        return Rollout.started(order(maxFailed, "canaries", "rest"));
    }

    static Rollout in(Rollout rollout, int wave) {
        return rollout.at(RolloutProgress.opened(wave, NOW));
    }

    static Rollout soaking(Rollout rollout, int wave) {
        return rollout.at(RolloutProgress.opened(wave, NOW).soakingSince(NOW));
    }

    static NodeResult node(String wave, ResultState state) {
        return NodeResult.waiting("r1", wave, NOW).to(state, "", NOW);
    }

    /** Nodes as {@code c1=ok r1=waiting}; those whose name begins with a c are canaries. */
    static Results results(Rollout rollout, String nodes) {
        Map<String, NodeResult> said = new TreeMap<>();
        for (String one : nodes.isBlank() ? new String[0] : nodes.strip().split(" +")) {
            String[] parts = one.split("=", -1);
            said.put(parts[0], node(parts[0].startsWith("c") ? "canaries" : "rest", ResultState.of(parts[1])));
        }
        return Results.of(rollout, said, Map.of());
    }
}
