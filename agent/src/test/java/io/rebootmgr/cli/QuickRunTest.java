package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.cli.QuickQuestion.Subject;
import io.rebootmgr.cycle.RunRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuickRunTest {

    @Test
    void theTimersWordsAreUnderstood() {
        assertThat(of("run --wait-if-next -v")).contains(new QuickRun(RunRequest.TIMER, 1, Optional.empty()));
        assertThat(of("run")).contains(new QuickRun(RunRequest.PLAIN, 0, Optional.empty()));
        assertThat(of("run -v --config /x -v")).contains(new QuickRun(RunRequest.PLAIN, 2, Optional.of(Path.of("/x"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "reboot",
                "check -v",
                "run --config",
                "run --config /x --config /y",
                "run --wait 5m",
                "run --config /x\0y",
                "run --dry-run",
                "run -vv",
                "run --help",
                "-v run"
            })
    void everythingElseIsForTheParser(String words) {
        assertThat(of(words)).isEmpty();
    }

    @Test
    void whatPeopleAskMostIsUnderstood() {
        assertThat(question("status")).contains(new QuickQuestion(Subject.STATUS, Optional.empty()));
        assertThat(question("plan")).contains(new QuickQuestion(Subject.PLAN, Optional.empty()));
        assertThat(question("history --config /x"))
                .contains(new QuickQuestion(Subject.HISTORY, Optional.of(Path.of("/x"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "check",
                "status -v",
                "history web1",
                "plan --group web",
                "status --config",
                "status --config /x --all",
                "status --all --config",
                "status --config /x\0y",
                "status -h",
                "--config /x status"
            })
    void anyOtherQuestionIsForTheParser(String words) {
        assertThat(question(words)).isEmpty();
    }

    private static Optional<QuickQuestion> question(String words) {
        return QuickQuestion.of(words.isEmpty() ? List.of() : List.of(words.split(" ")));
    }

    private static Optional<QuickRun> of(String words) {
        return QuickRun.of(words.isEmpty() ? List.of() : List.of(words.split(" ")));
    }
}
