package io.rebootmgr.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.doctor.InstalledPrograms.Ran;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SystemProgramsTest {
    private final InstalledPrograms programs =
            new SystemPrograms(Map.of("PATH", "/usr/bin:/bin", "CONSUL_HTTP_TOKEN", "s3cret"));

    @Test
    void whatAProgramWroteAndItsExitCodeAreTold() {
        assertThat(programs.run(List.of("sh", "-c", "echo one; echo two >&2; exit 3")))
                .isInstanceOfSatisfying(Ran.Ended.class, ended -> {
                    assertThat(ended.code()).isEqualTo(3);
                    assertThat(ended.output()).contains("one", "two").doesNotContain("\n");
                });
    }

    @Test
    void aProgramThatIsNotThereIsNoFailure() {
        assertThat(programs.run(List.of("no-such-program"))).isEqualTo(new Ran.NotThere());
    }

    @Test
    void onlyTheBeginningOfALongOutputIsKept() {
        assertThat(programs.run(List.of("sh", "-c", "yes | head -c 1000000")))
                .isInstanceOfSatisfying(
                        Ran.Ended.class, ended -> assertThat(ended.output()).hasSizeLessThanOrEqualTo(4096));
    }

    @Test
    void noProgramGetsTheToken() {
        assertThat(programs.run(List.of("sh", "-c", "echo token=$CONSUL_HTTP_TOKEN")))
                .isEqualTo(new Ran.Ended(0, "token="));
    }
}
