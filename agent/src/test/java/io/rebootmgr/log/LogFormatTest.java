package io.rebootmgr.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.json.Json;
import io.rebootmgr.verdict.ExitCode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What is written of an event, for each kind of reader. */
class LogFormatTest {
    private static final Instant TIME = Instant.parse("2026-11-20T22:03:04.567Z");
    private static final String TRACE = "java.lang.Error: x\n\tat a.B.c(B.java:1)\n";

    private static LogEvent event(Severity severity, String message, String claim, String task, String trace) {
        return new LogEvent(TIME, severity, message, claim, task, "Lease", trace, OptionalInt.empty());
    }

    private static LogEvent info(String message) {
        return event(Severity.INFO, message, "", "", "");
    }

    private static String onTerminal(LogEvent event, boolean coloured) {
        return new TextFormat(true, coloured, false, ZoneId.of("Europe/Berlin")).lines(event);
    }

    @Test
    void aTerminalGetsTheTimeOfDayAndNoMoreWordsThanNeeded() {
        assertThat(onTerminal(event(Severity.WARNING, "10-drain: trouble", "9f6c1a542e8b", "10-drain", ""), false))
                .isEqualTo("23:03:04 warning 9f6c1a542e8b 10-drain: trouble\n");
        assertThat(onTerminal(info("starts"), false)).isEqualTo("23:03:04 info    starts\n");
    }

    @Test
    void whoWatchesOneRunIsSparedWhatIsTheSameInNearlyEveryLine() {
        TextFormat brief = new TextFormat(true, false, true, ZoneId.of("Europe/Berlin"));
        assertThat(brief.lines(event(Severity.INFO, "starts", "9f6c1a542e8b", "", "")))
                .isEqualTo("23:03:04 starts\n");
        assertThat(brief.lines(event(Severity.WARNING, "10-drain: trouble", "9f6c1a542e8b", "10-drain", "")))
                .isEqualTo("23:03:04 warning 10-drain: trouble\n");
    }

    @Test
    void coloursTellWhatMatters() {
        assertThat(onTerminal(event(Severity.ERROR, "broken", "", "", ""), true))
                .isEqualTo("\u001B[2m23:03:04\u001B[0m \u001B[31merror  \u001B[0m broken\n");
        assertThat(onTerminal(info("starts"), true)).endsWith(" info    starts\n");
    }

    @Test
    void aFileGetsDateAndZone() {
        assertThat(new TextFormat(false, false, false, ZoneId.of("Europe/Berlin"))
                        .lines(event(Severity.INFO, "claimed", "9f6c1a542e8b", "", "")))
                .isEqualTo("2026-11-20T23:03:04+01:00 info    [9f6c1a542e8b] claimed\n");
    }

    @Test
    void onlyDebuggingNamesThePartOfTheProgram() {
        assertThat(onTerminal(event(Severity.DEBUG, "renewed", "", "", ""), false))
                .isEqualTo("23:03:04 debug   Lease: renewed\n");
    }

    @Test
    void nothingFromElsewhereReachesTheTerminal() {
        assertThat(onTerminal(info("stopped by x: \u001B[31mred\u001B[0m \u0007 bell\r"), false))
                .isEqualTo("23:03:04 info    stopped by x: red  bell\n");
    }

    @Test
    void journaldGetsThePriorityAndTheClaimInEachLine() {
        JournalFormat journal = new JournalFormat();
        assertThat(journal.lines(event(Severity.INFO, "claimed a slot", "9f6c1a542e8b", "", "")))
                .isEqualTo("<6>[9f6c1a542e8b] claimed a slot\n");
        assertThat(journal.lines(event(Severity.ERROR, "a bug", "9f6c1a542e8b", "", TRACE)))
                .isEqualTo("""
                        <3>[9f6c1a542e8b] a bug
                        <3>[9f6c1a542e8b] java.lang.Error: x
                        <3>[9f6c1a542e8b]  at a.B.c(B.java:1)
                        """);
        assertThat(journal.lines(event(Severity.WARNING, "", "", "", ""))).isEqualTo("<4>\n");
    }

    @Test
    void aMessageOfSeveralLinesIsOneLine() {
        assertThat(new JournalFormat().lines(info("invalid settings\n  a: wrong\n\n  b: wrong\n")))
                .isEqualTo("<6>invalid settings | a: wrong | b: wrong\n");
    }

    @Test
    void aMessageCannotForgeAPriorityOrALine() {
        assertThat(new JournalFormat().lines(info("reason\n<0>the sky falls\rdown")))
                .isEqualTo("<6>reason | <0>the sky fallsdown\n");
    }

    @Test
    void jsonIsOneObjectALineWithWhatApplies() throws Exception {
        String line = new JsonFormat("web1", "web")
                .lines(event(Severity.WARNING, "10-drain: \"\u00fc\"\nmore", "9f6c1a542e8b", "10-drain", ""));
        assertThat(line)
                .isEqualTo("{\"time\":\"2026-11-20T22:03:04.567Z\",\"level\":\"warning\","
                        + "\"message\":\"10-drain: \\\"\\u00FC\\\"\\nmore\",\"node\":\"web1\",\"group\":\"web\","
                        + "\"claim\":\"9f6c1a542e8b\",\"task\":\"10-drain\",\"source\":\"Lease\"}\n");
    }

    @Test
    void jsonTellsAStackTraceAndAnExitCode() throws Exception {
        JsonFormat format = new JsonFormat("", "");
        JsonNode bug = json(format.lines(event(Severity.ERROR, "a bug", "", "", TRACE)));
        assertThat(bug.path("trace").textValue()).isEqualTo(TRACE);
        assertThat(bug.has("node")).isFalse();
        JsonNode last = json(format.lines(LogEvent.last(TIME, Severity.ERROR, "a task failed", "c1", 100)));
        assertThat(last.path("exit_code").asInt()).isEqualTo(100);
    }

    @Test
    void whatSomebodyHasToActOnIsAnError() {
        assertThat(Severity.of(ExitCode.DONE)).isEqualTo(Severity.INFO);
        assertThat(Severity.of(ExitCode.WINDOW)).isEqualTo(Severity.NOTICE);
        assertThat(Severity.of(ExitCode.TERMINATED)).isEqualTo(Severity.NOTICE);
        assertThat(Severity.of(ExitCode.CONSUL)).isEqualTo(Severity.WARNING);
        assertThat(Severity.of(ExitCode.TASK_FAILED)).isEqualTo(Severity.ERROR);
        assertThat(Severity.of(ExitCode.BUG)).isEqualTo(Severity.ERROR);
    }

    private static JsonNode json(String line) throws Exception {
        assertThat(line).endsWith("\n");
        return Json.parse(line.getBytes(StandardCharsets.UTF_8));
    }
}
