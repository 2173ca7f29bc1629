package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.ClaimList;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.gate.Gates;
import io.rebootmgr.policy.Layer;
import io.rebootmgr.policy.LayerKind;
import io.rebootmgr.policy.PolicyLayers;
import io.rebootmgr.policy.PolicyResult;
import io.rebootmgr.settings.SettingsReader;
import io.rebootmgr.settings.SettingsResult;
import io.rebootmgr.task.Stage;
import io.rebootmgr.verdict.ExitCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code docs/reference.md} names all that there is to be looked up, and nothing that there is not. */
class ReferenceTest {
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern VARIABLE = Pattern.compile("(?:CONSUL|REBOOTMGR)_[A-Z_]+|NO_COLOR");
    private static final Set<String> OF_EVERY_COMMAND =
            Set.of("--config", "--verbose", "--log-format", "--help", "--version");

    private final List<String> page;

    ReferenceTest() throws IOException {
        page = Files.readAllLines(Path.of("..", "docs", "reference.md"));
    }

    /** The lines below a heading, up to the next of its rank or above. */
    private List<String> below(String heading) {
        int from = page.indexOf(heading);
        assertThat(from).as(heading).isNotNegative();
        String mark = heading.substring(0, heading.indexOf(' ') + 1);
        List<String> rest = page.subList(from + 1, page.size());
        return rest.stream()
                .takeWhile(line -> !line.startsWith(mark) && !(mark.length() > 3 && line.startsWith("## ")))
                .toList();
    }

    /** What stands in code font in the first column of the tables there, without an argument behind it. */
    private List<String> firstColumn(String heading) {
        return below(heading).stream()
                .filter(line -> line.startsWith("| `"))
                .flatMap(line ->
                        CODE.matcher(line.substring(0, line.indexOf('|', 1))).results())
                .map(code -> code.group(1))
                .toList();
    }

    private static CommandLine line() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        return Commands.line(new Shell(Map.of(), new BufferedReader(new StringReader("")), nowhere, nowhere, false));
    }

    private static List<CommandLine> commands(CommandLine line) {
        List<CommandLine> all = new ArrayList<>(List.of(line));
        line.getSubcommands().values().forEach(sub -> all.addAll(commands(sub)));
        return all;
    }

    @Test
    void commands() {
        assertThat(firstColumn("## Commands").stream().filter(name -> name.startsWith("rebootmgr")))
                .containsExactlyInAnyOrderElementsOf(commands(line()).stream()
                        .map(command -> command.getCommandSpec().qualifiedName())
                        .toList());
    }

    @Test
    void options() {
        for (CommandLine command : commands(line())) {
            String name = command.getCommandSpec().qualifiedName();
            if (command.getSubcommands().isEmpty()) {
                assertThat(firstColumn("### " + name).stream()
                                .map(option -> option.replaceFirst(" .*", ""))
                                .filter(option -> option.startsWith("--")))
                        .as(name)
                        .containsExactlyInAnyOrderElementsOf(command.getCommandSpec().options().stream()
                                .map(CommandLine.Model.OptionSpec::longestName)
                                .filter(option -> !OF_EVERY_COMMAND.contains(option))
                                .toList());
            }
        }
    }

    @Test
    void exitCodes() {
        assertThat(below("## Exit codes").stream()
                        .filter(line -> line.matches("\\| \\d+ \\|.*"))
                        .map(line -> line.substring(2, line.indexOf(" ", 2))))
                .containsExactlyElementsOf(Arrays.stream(ExitCode.values())
                        .map(code -> Integer.toString(code.number()))
                        .toList());
    }

    @Test
    void gates() {
        assertThat(firstColumn("## Gates")).containsExactlyElementsOf(Gates.names());
    }

    @Test
    void stages() {
        assertThat(below("## Tasks").stream().filter(line -> line.matches("\\| `[a-z_]+` \\|.*")))
                .hasSize(Stage.values().length)
                .allSatisfy(line -> assertThat(Arrays.stream(Stage.values()))
                        .anyMatch(stage -> line.startsWith("| `" + stage.label() + "` | `" + stage.directory() + "`")));
    }

    @Test
    void units() throws IOException {
        try (Stream<Path> units = Files.list(Path.of("..", "systemd"))) {
            assertThat(firstColumn("## Units"))
                    .containsExactlyInAnyOrderElementsOf(
                            units.map(unit -> unit.getFileName().toString()).toList());
        }
    }

    /** An unknown field is answered with the known ones. */
    @Test
    void policyFields() {
        byte[] unknown = "{\"zzzzzzzzzzzz\": 1}".getBytes(StandardCharsets.UTF_8);
        var result = PolicyLayers.read(List.of(new Layer("x", LayerKind.FLEET, unknown)));
        String known = ((PolicyResult.Invalid) result).problems().getFirst().text();
        assertThat(firstColumn("## Policy")).containsExactlyElementsOf(namesBehind("expected one of ", known));
    }

    @Test
    void settings(@TempDir Path folder) throws IOException {
        List<String> known = new ArrayList<>();
        for (String section : namesBehind("expected one of ", problem(folder, "[zzzzzzzzzzzz]\n"))) {
            String problem = problem(folder, "[" + section + "]\nzzzzzzzzzzzz = 1\n");
            namesBehind("expected one of ", problem).forEach(name -> known.add(section + "." + name));
        }
        assertThat(firstColumn("## Settings")).containsExactlyElementsOf(known);
    }

    private static String problem(Path folder, String toml) throws IOException {
        Path file = Files.writeString(folder.resolve("x.toml"), toml);
        var result = SettingsReader.read(Optional.of(file), Map.of());
        return ((SettingsResult.Invalid) result).problems().getFirst().text();
    }

    private static List<String> namesBehind(String words, String text) {
        assertThat(text).contains(words);
        return List.of(
                text.substring(text.indexOf(words) + words.length()).strip().split(", "));
    }

    @Test
    void environmentVariables() throws IOException {
        Set<String> there = new TreeSet<>();
        for (String sources : List.of("src/main/java", "src/main/scripts")) {
            try (Stream<Path> files = Files.walk(Path.of(sources))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    there.addAll(variables(Files.readString(file)));
                }
            }
        }
        assertThat(variables(String.join("\n", page))).isEqualTo(there);
    }

    private static Set<String> variables(String text) {
        Set<String> names = new TreeSet<>();
        VARIABLE.matcher(text).results().map(MatchResult::group).forEach(names::add);
        return names;
    }

    @Test
    void keys() {
        Keys keys = new Keys("p");
        Keys hot = keys.of(ClaimList.HOT);
        List<String> all = List.of(
                keys.stop(),
                keys.groupStop("<g>"),
                keys.nodeStop("<n>"),
                keys.pause(),
                keys.groupPause("<g>"),
                keys.nodePause("<n>"),
                keys.config(),
                keys.groupConfig("<g>"),
                keys.nodeConfig("<n>"),
                keys.configChanges(),
                keys.groupConfigChanges("<g>"),
                keys.nodeConfigChanges("<n>"),
                keys.disabled("<n>"),
                keys.rebootRequired("<n>"),
                keys.changeRequired("<n>"),
                keys.pythonRebootRequired("<n>"),
                keys.slots("<g>"),
                keys.preparing("<g>", "<n>"),
                keys.out("<g>", "<n>"),
                keys.stuck("<g>"),
                keys.next("<g>"),
                keys.waiting("<g>", "<n>"),
                hot.slots("<g>"),
                hot.next("<g>"),
                hot.waiting("<g>", "<n>"),
                keys.lease("<n>"),
                keys.status("<n>"),
                keys.waived("<n>"),
                keys.rollouts(),
                keys.rolloutOrder("<id>"),
                keys.rolloutStarts(),
                keys.rolloutNode("<n>"),
                keys.rolloutRecord("<id>"),
                keys.rolloutLock("<id>", "<g>"),
                keys.rolloutOnce("<id>", "<g>", "<stage>", "<task>"),
                keys.versions(),
                keys.published(),
                keys.followed("<g>"),
                keys.history("<n>"));
        int folders = List.of(
                        keys.groups(),
                        keys.nodes(),
                        keys.waiting(),
                        keys.group(""),
                        keys.node(""),
                        keys.waitingIn(""),
                        keys.outOf(""),
                        keys.rolloutOrders(),
                        keys.rolloutNodes(),
                        keys.rolloutRecords(),
                        keys.rolloutLocks(),
                        keys.rolloutOnces(),
                        keys.rolloutOnces(""),
                        keys.rolloutLock("", "", "", ""))
                .size();
        assertThat(Arrays.stream(Keys.class.getDeclaredMethods())
                        .filter(method -> method.getReturnType().equals(String.class))
                        .map(Method::getName)
                        .filter(name -> !Set.of("prefix", "toString").contains(name)))
                .as("a new key is a line here; three are of either list")
                .hasSize(all.size() - 3 + folders);
        List<String> named = below("## Keys in Consul").stream()
                .takeWhile(line -> !line.startsWith("| field"))
                .filter(line -> line.startsWith("| `"))
                .map(line ->
                        CODE.matcher(line).results().findFirst().orElseThrow().group(1))
                .toList();
        assertThat(named)
                .containsExactlyElementsOf(
                        all.stream().map(key -> key.substring(2)).toList());
    }
}
