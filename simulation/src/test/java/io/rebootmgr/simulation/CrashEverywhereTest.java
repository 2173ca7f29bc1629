package io.rebootmgr.simulation;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.simulation.fault.Mishap;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A small fleet is rebooted, or changed, again and again, each time with one mishap at another effect of what one node
 * does, the reads too. What a mishap leaves is the business of the runs that follow.
 */
@Tag("slow")
class CrashEverywhereTest {
    static Stream<Arguments> changes() {
        return Arrays.stream(ChangeKind.values())
                .flatMap(change -> Arrays.stream(Mishap.values())
                        .filter(mishap -> mishap != Mishap.NONE)
                        .map(mishap -> Arguments.of(change, mishap)));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void noEffectOfAWholeChangeCanBreakAnything(ChangeKind change, Mishap mishap) {
        boolean isHot = change == ChangeKind.HOT;
        Simulation fleet = Simulation.of(Struck.fleet(change));
        Struck.everywhere(fleet::with, mishap, isHot ? 25 : 70, isHot ? 15 : 50, isHot ? 0 : 3);
    }

    /** It is committed twice: as changing before its drained tasks, and as rebooting behind them. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void noEffectOfARebootBehindDrainedTasksCanBreakAnything(Mishap mishap) {
        Struck.everywhere(Simulation.of(Struck.fleet(ChangeKind.REBOOT, 2))::with, mishap, 90, 65, 3);
    }
}
