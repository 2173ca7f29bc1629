package io.rebootmgr.simulation;

import io.rebootmgr.change.RolloutChange;
import io.rebootmgr.simulation.fault.Mishap;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** As {@link CrashEverywhereTest}, while a rollout goes through the fleet. */
@Tag("slow")
class CrashInRolloutTest {
    static Stream<Arguments> rollouts() {
        return Arrays.stream(RolloutChange.values())
                .flatMap(change -> Arrays.stream(Mishap.values())
                        .filter(mishap -> mishap != Mishap.NONE)
                        .map(mishap -> Arguments.of(change, mishap)));
    }

    /** Of three nodes in two waves; the victim is the canary, and carries the rollout on with the others. */
    @ParameterizedTest
    @MethodSource("rollouts")
    void noEffectInARolloutCanBreakAnything(RolloutChange change, Mishap mishap) {
        Simulation fleet = Simulation.of(Struck.fleet(change));
        Struck.everywhere(trouble -> fleet.rollingOut(change, trouble), mishap, 40, 20, 0);
    }
}
