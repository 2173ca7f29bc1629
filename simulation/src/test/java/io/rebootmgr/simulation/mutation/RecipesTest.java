package io.rebootmgr.simulation.mutation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import io.rebootmgr.gate.Gates;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What {@code CONTRIBUTING.md} says of adding things, done in a copy of the sources: no other file has to know. */
class RecipesTest {
    private static final String FOLDER = "agent/src/main/java/io/rebootmgr/gate/";
    private static final String MOON = """
            package io.rebootmgr.gate;

            import io.rebootmgr.verdict.ExitCode;
            import io.rebootmgr.verdict.Verdict;

            final class MoonGate implements Gate {
                @Override
                public String name() {
                    return "moon";
                }

                @Override
                public Notice notice() {
                    return Notice.ONCE;
                }

                @Override
                public Verdict judge(GateInput input) {
                    return new Verdict.Hold(ExitCode.HELD, "full moon");
                }
            }
            """;

    @Test
    void aGateIsAFileAndALine() throws Exception {
        SourceMutant recipe = SourceMutant.of("a file", FOLDER + "MoonGate.java", "", MOON)
                .and(FOLDER + "Gates.java", "new SlotGate()", "new MoonGate(), new SlotGate()");

        Class<?> gates = new MutantLoader(new MutantCompiler().compile(recipe)).loadClass(Gates.class.getName());

        assertThat(gates.getMethod("names").invoke(null)).asInstanceOf(LIST).endsWith("moon", "slot");
        Object moon = ((Optional<?>) gates.getMethod("named", String.class).invoke(null, "moon")).orElseThrow();
        Class<?> gate = gates.getClassLoader().loadClass("io.rebootmgr.gate.Gate");
        assertThat(gate.getMethod("isIgnorable").invoke(moon)).isEqualTo(true);
        assertThat(gate.getMethod("notice").invoke(moon)).hasToString("ONCE");
    }
}
