package io.rebootmgr.simulation.mutation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.rebootmgr.task.Stage;
import org.junit.jupiter.api.Test;

/** A mutant of the sources is in force where it is loaded and nowhere else, and cannot be out of date. */
class SourceMutantTest {
    private final MutantCompiler compiler = new MutantCompiler();

    @Test
    void aMutantWhoseTextIsGoneOrAmbiguousIsOutOfDate() {
        SourceMutant.Edit edit = new SourceMutant.Edit("File.java", "x", "y");
        assertThat(edit.of("a x b")).isEqualTo("a y b");
        assertThatIllegalStateException().isThrownBy(() -> edit.of("a b")).withMessageContaining("out of date");
        assertThatIllegalStateException().isThrownBy(() -> edit.of("x x")).withMessageContaining("more than once");
    }

    @Test
    void aMutantIsInForceInItsOwnLoaderOnly() throws Exception {
        SourceMutant mutant = SourceMutant.of(
                "a stage of another name",
                "agent/src/main/java/io/rebootmgr/task/Stage.java",
                "\"hot\"",
                "\"mutated\"");
        Class<?> loaded = new MutantLoader(compiler.compile(mutant)).loadClass(Stage.class.getName());
        assertThat(firstLabel(loaded)).isEqualTo("mutated");
        assertThat(firstLabel(Stage.class)).isEqualTo("hot");
    }

    private static Object firstLabel(Class<?> stage) throws ReflectiveOperationException {
        return stage.getMethod("label").invoke(stage.getEnumConstants()[0]);
    }
}
