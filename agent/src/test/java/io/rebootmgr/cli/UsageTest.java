package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong usage is 64 in a line that says what is wrong, and every command explains itself. */
class UsageTest {
    @TempDir
    private Path folder;

    private TestNode node;

    @BeforeEach
    void aNodeWithoutConsul() {
        node = new TestNode(folder, "http://127.0.0.1:1", "web1", "p", "g");
    }

    private static String[] words(String line) {
        return Arrays.stream(line.split(" ", -1))
                .map(word -> word.equals("''") ? "" : word)
                .toArray(String[]::new);
    }

    @ParameterizedTest
    @CsvSource({
        "request a/b, a/b",
        "request web[3-1], runs backwards",
        "request --reason '', must say something",
        "cancel ../x, is not of a name",
        "check web2, rebootmgr status --node web2",
        "cancel .., is no name of a node",
        "stop --group ., cannot be a name",
        "request @/etc/passwd, @/etc/passwd",
        "stop --group a --node b, mutually exclusive",
        "stop --group a/b, cannot be a name",
        "stop --reson x, Unknown option --reson: did you mean --reason?",
        "status web1, 'for one node, `rebootmgr status --node web1`; one group, `rebootmgr status --group web1`'",
        "resume --node '', cannot be a name",
        "resume --group a --node b, mutually exclusive",
        "release web1 --claim x, --reason",
        "release web1 --reason x, --claim",
        "release --claim x --reason y, NODE",
        "waive web1 --claim x --reason y, --service",
        "waive web1 --service s --reason y, --claim",
        "waive --service s --claim x --reason y, NODE",
        "init --limit 0, expected 1 or more",
        "init --limit -1, expected 1 or more",
        "init --limit two, two",
        "init --limit 100001, limit",
        "config --config x, Unknown option",
        "config shwo, 'there is no command `rebootmgr config shwo`: did you mean `rebootmgr config show`? See `rebootmgr config --help`'",
        "rolout start v2 --change hot, there is no command `rebootmgr rolout`: did you mean `rebootmgr rollout`? See",
        "rollout strat v2 --change hot, did you mean `rebootmgr rollout start`?",
        "lease aquire web1, did you mean `rebootmgr lease acquire`?",
        "abort r1, did you mean `rebootmgr rollout abort`?",
        "show, did you mean `rebootmgr config show`?",
        "list, did you mean `rebootmgr lease list` or `rebootmgr rollout list` or `rebootmgr version list`?",
        "xyzzy, there is no command `rebootmgr xyzzy`; see `rebootmgr --help`",
        "status --gruop=web, Unknown option --gruop: did you mean --group? See `rebootmgr status --help`",
        "rollout status --watsh, did you mean --watch?",
        "status --xyzzy, Unknown option: '--xyzzy'; see",
        "config set, FIELD=VALUE",
        "config unset, FIELD",
        "config set =2, is not FIELD=VALUE",
        "config set limit=2 --group a --node b, mutually exclusive",
        "names hosts, is not one of nodes",
        "history --since tomorrow, is not today",
        "doctor x, Unmatched",
        "lease acquire web1 --purpose update --reason x, rebootmgr: Missing required argument",
        "lease exec web1 --purpose update --reason x, the command to run stands behind a --",
        "lease exec web1 --purpose update --reason x ls --all, the command to run stands behind a --",
        "rollout start, VERSION",
        "rollout start v2 --change melt, is not one of hot",
        "rollout start v2 --waves 25, expected percentages that rise",
        "rollout start v2 --max-failed -1, is not a whole number from 0 to 1000",
        "rollout start v2 --canaries web[3-1], runs backwards",
        "rollout start v2 --waves 5% --plan x, mutually exclusive",
        "rollout start a/b\u00e4, cannot be a version",
        "rollout pause, ID",
        "rollout skip x, NODE",
        "rollout status a/b, cannot be a name",
        "version publish v2 --kind security, is not one of minor",
        "version publish '', cannot be a version",
        "history --group web, --group goes with --rollouts",
        "history web1 --rollouts, goes with neither",
        "tasks --stage boot, is not one of hot",
        "--dry-run run, --dry-run must follow its command",
        "-n reboot --yes, --dry-run must follow its command",
        "-v --dry-run run, --verbose must follow its command",
    })
    void wrongUsage(String line, String said) {
        var run = node.run(words(line));
        assertThat(run.code()).as(run.err()).isEqualTo(64);
        assertThat(run.err()).contains(said);
        assertThat(run.out()).isEmpty();
    }

    /** Who pulls the brake in a hurry types the name alone. */
    @ParameterizedTest
    @CsvSource({"stop, stopped", "resume, resumed", "pause, paused", "unpause, unpaused"})
    void aNameAloneIsToldItsOption(String command, String done) {
        var run = node.run(command, "web1");
        assertThat(run.code()).isEqualTo(64);
        assertThat(run.err())
                .contains("nothing was " + done + ": to " + command + " one node, `rebootmgr " + command
                        + " --node web1`; one group, `rebootmgr " + command + " --group web1`");
        assertThat(node.run(command, "my web").err()).contains(" --node 'my web'`");
    }

    @Test
    void configAloneSaysWhatThereIs() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        Shell shell = new Shell(Map.of(), new BufferedReader(new StringReader("")), stream, stream, false);
        assertThat(Main.run(new String[] {"config"}, shell)).isEqualTo(64);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("config show", "config validate", "config set", "config unset");
    }

    /** A unit or a script that was written for another program shall take no node down. */
    @ParameterizedTest
    @ValueSource(strings = {"", "--yes", "--reason=x"})
    void aloneWithoutATerminalItRebootsNothing(String words) {
        var run = words.isEmpty() ? node.run() : node.run(words);
        assertThat(run.code()).isEqualTo(64);
        assertThat(run.err())
                .contains("would ask whether to reboot web1", "nothing was done")
                .contains("`rebootmgr reboot`", "`rebootmgr run`", "`rebootmgr check`");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void theCommandUnderALeaseStandsBehindDashes() {
        assertThat(node.run("lease", "exec", "--help").out()).contains("[OPTION]... -- CMD...");
    }

    @Test
    void aReasonHasABound() {
        var run = node.run("stop", "--reason", "x".repeat(501));
        assertThat(run.code()).isEqualTo(64);
        assertThat(run.err()).contains("at most 500");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "request",
                "cancel",
                "stop",
                "resume",
                "pause",
                "unpause",
                "release",
                "waive",
                "init",
                "config",
                "config show",
                "config validate",
                "config set",
                "config unset",
                "names",
                "rollout",
                "rollout start",
                "rollout status",
                "rollout list",
                "rollout pause",
                "rollout resume",
                "rollout advance",
                "rollout retry",
                "rollout skip",
                "rollout abort",
                "rollout validate",
                "version",
                "version publish",
                "version list",
                "version retract",
                "tasks",
                "doctor"
            })
    void helpHasAnExample(String command) {
        var run = node.run(words(command + " --help"));
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("Example: rebootmgr " + command);
        assertThat(run.out().lines()).allMatch(line -> line.length() <= 100);
    }

    @Test
    void aCommandThatIsAskedForIsMadeReadyAloneAndAnyOtherWordSeesThemAll() {
        Shell shell = new Shell(
                Map.of(),
                new BufferedReader(new StringReader("")),
                new PrintStream(new ByteArrayOutputStream()),
                new PrintStream(new ByteArrayOutputStream()),
                false);
        var all = Commands.line(shell).getSubcommands();
        assertThat(all).hasSizeGreaterThan(20);
        all.forEach((name, command) -> {
            assertThat(command.getCommandName()).isEqualTo(name);
            assertThat(Commands.line(shell, name).getSubcommands()).containsOnlyKeys(name);
        });
        assertThat(Commands.line(shell, "statsu").getSubcommands()).hasSameSizeAs(all);
        assertThat(Commands.line(shell, "--help").getSubcommands()).hasSameSizeAs(all);
    }
}
