package io.rebootmgr.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.simulation.fault.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReplayTest {
    private static final long SEED = 4711;

    @Test
    void oneSeedGivesOneHistoryLineByLine() {
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        Result one = Simulation.of(Scenario.drawn(SEED, Level.HOSTILE)).replay(first::add);
        Result two = Simulation.of(Scenario.drawn(SEED, Level.HOSTILE)).replay(second::add);
        assertThat(first).hasSizeGreaterThan(300);
        assertThat(second).isEqualTo(first);
        assertThat(two.digest()).isEqualTo(one.digest());
    }

    @Test
    void anotherSeedGivesAnotherHistory() {
        assertThat(digest(SEED)).isNotEqualTo(digest(SEED + 1));
    }

    @Test
    void whatRanBeforeInTheSameProgramChangesNothing() throws Exception {
        digest(SEED + 1);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process other = new ProcessBuilder(
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        OtherProgram.class.getName(),
                        Long.toString(SEED))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(other.waitFor(2, TimeUnit.MINUTES)).isTrue();
            String said = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(said.strip()).isEqualTo(Long.toString(digest(SEED)));
        } finally {
            other.destroyForcibly();
        }
    }

    static long digest(long seed) {
        return Simulation.of(Scenario.drawn(seed, Level.HOSTILE)).run().digest();
    }

    /** Prints the digest of a seed. */
    static final class OtherProgram {
        private OtherProgram() {}

        public static void main(String[] arguments) {
            System.out.println(digest(Long.parseLong(arguments[0])));
        }
    }
}
