package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.verdict.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the unit of the runs takes for a success: whatever a later run may turn into one by itself. */
class UnitFileTest {
    @Test
    void noCodeBelowAHundredIsAFailureOfTheUnit() throws Exception {
        String line = Files.readAllLines(Path.of("../systemd/rebootmgr.service")).stream()
                .filter(each -> each.startsWith("SuccessExitStatus="))
                .findFirst()
                .orElseThrow();
        List<String> codes = Arrays.stream(ExitCode.values())
                .filter(code -> code != ExitCode.DONE && code != ExitCode.BUG && code != ExitCode.USAGE)
                .filter(code -> code.number() < 100 || code.isOfSignal())
                .map(code -> Integer.toString(code.number()))
                .toList();
        assertThat(line.substring(line.indexOf('=') + 1).split(" ")).containsExactlyElementsOf(codes);
    }
}
