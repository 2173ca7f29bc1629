package io.rebootmgr.simulation.mutation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.rebootmgr.task.Stage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The mutants are what they say: up to date, and in force where they are loaded and nowhere else. */
class MutantsTest {
    private final MutantCompiler compiler = new MutantCompiler();

    static List<Mutant> all() {
        return Mutants.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyMutantIsUpToDateAndCompiles(Mutant mutant) {
        assertThatCode(() -> assertThat(compiler.compile(mutant)).isNotEmpty()).doesNotThrowAnyException();
    }

    @Test
    void aMutantWhoseTextIsGoneOrAmbiguousIsOutOfDate() {
        Mutant.Edit edit = new Mutant.Edit("File.java", "x", "y");
        assertThat(edit.of("a x b")).isEqualTo("a y b");
        assertThatIllegalStateException().isThrownBy(() -> edit.of("a b")).withMessageContaining("out of date");
        assertThatIllegalStateException().isThrownBy(() -> edit.of("x x")).withMessageContaining("more than once");
    }

    @Test
    void aMutantIsInForceInItsOwnLoaderOnly() throws Exception {
        Mutant mutant = Mutant.of(
                "a stage of another name",
                "agent/src/main/java/io/rebootmgr/task/Stage.java",
                "\"pre_boot\"",
                "\"mutated\"");
        Class<?> loaded = new MutantLoader(compiler.compile(mutant)).loadClass(Stage.class.getName());
        assertThat(firstLabel(loaded)).isEqualTo("mutated");
        assertThat(firstLabel(Stage.class)).isEqualTo("pre_boot");
    }

    private static Object firstLabel(Class<?> stage) throws ReflectiveOperationException {
        return stage.getMethod("label").invoke(stage.getEnumConstants()[0]);
    }
}
