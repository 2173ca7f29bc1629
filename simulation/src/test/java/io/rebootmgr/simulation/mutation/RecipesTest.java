package io.rebootmgr.simulation.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What {@code CONTRIBUTING.md} says of adding things, followed to the letter in a copy of the sources: a block of Java
 * is a file, named by its first line, and a block of differences says what stands in the place of what.
 */
@Tag("slow")
class RecipesTest {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^  ```(java|diff)\n(.*?)^  ```$");

    /** A class of the package that a recipe is about, which says what has become of it. */
    private static String said(String recipe, String packageName, String says) throws Exception {
        String folder = packageName.startsWith("policy") ? "common" : "agent";
        String probe = """
                package io.rebootmgr.%s;

                public final class Probe {
                    public static String says() throws Exception {
                        return String.valueOf(%s);
                    }
                }
                """.formatted(packageName, says);
        List<SourceMutant.Edit> edits = new ArrayList<>(edits(recipe));
        edits.add(new SourceMutant.Edit(
                folder + "/src/main/java/io/rebootmgr/" + packageName + "/Probe.java", "", probe));
        MutantLoader loader = new MutantLoader(new MutantCompiler().compile(new SourceMutant(recipe, edits)));
        return (String) loader.loadClass("io.rebootmgr." + packageName + ".Probe")
                .getMethod("says")
                .invoke(null);
    }

    private static List<SourceMutant.Edit> edits(String recipe) throws IOException {
        String page = Files.readString(MutantCompiler.project().resolve("CONTRIBUTING.md"));
        int from = page.indexOf("- **" + recipe + ":**");
        int to = page.indexOf("\n- **", from);
        assertThat(from).isNotNegative();
        List<SourceMutant.Edit> edits = new ArrayList<>();
        for (Matcher block = BLOCK.matcher(page.substring(from, to)); block.find(); ) {
            String text = block.group(2).replaceAll("(?m)^ {2}", "");
            edits.addAll(block.group(1).equals("java") ? List.of(file(text)) : differences(text));
        }
        assertThat(edits).isNotEmpty();
        return edits;
    }

    private static SourceMutant.Edit file(String text) {
        int end = text.indexOf('\n');
        return new SourceMutant.Edit(text.substring("// ".length(), end), "", text.substring(end + 1));
    }

    private static List<SourceMutant.Edit> differences(String text) {
        List<SourceMutant.Edit> edits = new ArrayList<>();
        for (String part : text.split("(?m)^--- ", -1)) {
            if (!part.isEmpty()) {
                String file = part.lines().findFirst().orElseThrow();
                edits.add(new SourceMutant.Edit(file, lines(part, "-"), lines(part, "+")));
            }
        }
        return edits;
    }

    private static String lines(String part, String sign) {
        return String.join(
                "\n",
                part.lines()
                        .skip(1)
                        .filter(line -> line.startsWith(sign))
                        .map(line -> line.substring(1))
                        .toList());
    }

    @Test
    void aGateIsAFileAndALine() throws Exception {
        assertThat(said("A gate", "gate", "Gates.names()")).endsWith("moon, slot]");
        assertThat(said("A gate", "gate", """
                Gates.named("moon").map(gate -> gate.isIgnorable() + " " + gate.notice() + " " + gate.judge(null))
                        .orElseThrow()""")).startsWith("true NEVER Hold[").contains("full moon");
    }

    @Test
    void aPolicyFieldIsALineAndItsAccessor() throws Exception {
        assertThat(said("A policy field", "policy", """
                ((PolicyResult.Effective) PolicyLayers.read(java.util.List.of(new Layer(
                                "config", LayerKind.FLEET, "{\\"limit\\":1,\\"moonlit\\":true}".getBytes("UTF-8")))))
                        .policy().moonlit()""")).isEqualTo("true");
        assertThat(said("A policy field", "policy", "Policy.DEFAULTS.json()")).contains("\"moonlit\":false");
    }

    @Test
    void anEventIsARecordAndItsWords() throws Exception {
        assertThat(said("An event", "event", """
                EventJson.of(
                        new Event.Moonrise("full"),
                        Surroundings.UNKNOWN,
                        new io.rebootmgr.facts.Self(
                                "web1", "web", new io.rebootmgr.consul.Keys("p"), java.time.Duration.ZERO,
                                () -> java.time.ZoneOffset.UTC, "1"),
                        java.time.Instant.EPOCH)"""))
                .contains("\"event\":\"moonrise\"", "\"phase\":\"full\"", "the moon is full");
    }
}
