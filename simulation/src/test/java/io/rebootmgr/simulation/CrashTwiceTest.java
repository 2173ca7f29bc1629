package io.rebootmgr.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.simulation.fault.Mishap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** As {@link CrashEverywhereTest}, with two mishaps, of which the second meets what the first has left. */
@Tag("slow")
class CrashTwiceTest {
    private static final List<Mishap> SECOND =
            List.of(Mishap.CRASH_BEFORE, Mishap.CRASH_AFTER, Mishap.POWER_CUT_AFTER, Mishap.ANSWER_LOST);
    /** One pair in so many, in the ordinary check. */
    private static final int EVERY = 43;

    @ParameterizedTest
    @EnumSource(names = {"CRASH_BEFORE", "CRASH_AFTER", "POWER_CUT_AFTER", "ANSWER_LOST", "LATE"})
    void noTwoMishapsAtEffectsThatChangeSomethingCanBreakAnything(Mishap first) {
        Simulation fleet = Simulation.of(Struck.fleet(ChangeKind.REBOOT));
        List<Integer> changes = Struck.by(Map.of(), fleet::with).changes();
        assertThat(changes).hasSizeGreaterThan(20);
        int pairs = 0;
        int struck = 0;
        for (int at : changes) {
            Struck once = Struck.by(Map.of(at, first), fleet::with);
            if (!first.fits(once.effects().get(at))) {
                continue;
            }
            List<Integer> left = once.changes().stream()
                    .filter(later -> later > at)
                    .limit(changes.size())
                    .toList();
            for (int later : left) {
                for (Mishap second : SECOND) {
                    boolean fits = second.fits(once.effects().get(later));
                    if (fits && (pairs++ % EVERY == Sample.phase(first) || Sample.WHOLE)) {
                        Struck.by(Map.of(at, first, later, second), fleet::with);
                        struck++;
                    }
                }
            }
        }
        assertThat(struck).as("pairs").isGreaterThan(Sample.WHOLE ? 100 : 1);
    }
}
