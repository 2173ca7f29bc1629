package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.testing.Await;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code rollout status --watch} of the built program on a terminal, while nodes go. */
class RolloutWatchIT extends RolloutOfThree {
    private static final String HOME = OnTerminal.ESCAPE + "[H";
    /** Colours, and what a line is cleared by. */
    private static final Pattern CONTROL = Pattern.compile(OnTerminal.ESCAPE + "\\[[?0-9;]*[A-Za-z]");

    private OnTerminal screen;

    @BeforeEach
    void aTerminal() {
        screen = new OnTerminal(folder);
        List.of(canary, second, third).forEach(node -> node.task("hot", "10-update", ""));
    }

    @AfterEach
    void end() {
        screen.close();
    }

    /** What stands there now: the last page that was drawn to its end. */
    private String shown() {
        String[] pages = screen.seen().split(Pattern.quote(HOME), -1);
        return CONTROL.matcher(pages[pages.length - 1]).replaceAll("").replace("\r", "");
    }

    private void awaitShown(String... said) {
        Await.until(
                () -> List.of(said).stream().allMatch(shown()::contains),
                Await.BOUND,
                "it shows " + List.of(said),
                this::shown);
    }

    @Test
    void aWaveIsSeenOpeningAndControlCLeavesTheLastPage() throws InterruptedException {
        String id = start("hot");
        Process watching = screen.start(third, "xterm", "rollout status --watch");
        awaitShown("rollout " + id + " of version v2: running", "wave canaries waits for " + canary.name);
        assertThat(shown()).containsPattern("canaries +open").doesNotContainPattern("rest +open");

        runs(canary, 0, "");

        awaitShown("wave rest waits for " + second.name + ", " + third.name);
        assertThat(shown()).containsPattern("rest +open").doesNotContainPattern("canaries +open");
        OnTerminal.pressControlC(watching);
        assertThat(OnTerminal.end(watching)).isEqualTo(130);
        assertThat(shown())
                .as("nothing is said behind it, and the page stays")
                .contains("wave rest waits for " + second.name)
                .doesNotContain("Exception", "rebootmgr: ");
        assertThat(state(id)).as("who looks changes nothing").isEqualTo("running");
    }

    @Test
    void oneThatIsNamedIsWatchedToItsEnd() throws InterruptedException {
        String id = start("hot");
        Process watching = screen.start(third, "xterm", "rollout status " + id + " --watch");
        awaitShown("wave canaries waits for");

        List.of(canary, second, third).forEach(node -> runs(node, 0, ""));
        runs(second, 0, "");

        assertThat(OnTerminal.end(watching)).isZero();
        assertThat(shown()).contains("rollout " + id + " of version v2: done");
    }
}
