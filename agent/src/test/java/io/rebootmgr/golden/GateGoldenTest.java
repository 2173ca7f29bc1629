package io.rebootmgr.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.facts.ConfirmedFacts;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.facts.StaleFacts;
import io.rebootmgr.gate.ClaimProgress;
import io.rebootmgr.gate.Gate;
import io.rebootmgr.gate.GateInput;
import io.rebootmgr.gate.Gates;
import io.rebootmgr.gate.Round;
import io.rebootmgr.policy.Layer;
import io.rebootmgr.policy.LayerKind;
import io.rebootmgr.policy.LeadTime;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.policy.PolicyLayers;
import io.rebootmgr.policy.PolicyResult;
import io.rebootmgr.slot.ClaimState;
import io.rebootmgr.task.TaskRunner.Watch;
import io.rebootmgr.verdict.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rules, each as a table: what is given, what its gate says. From values alone; node web2 of group web asks, on a
 * Friday at 12:02 UTC, up for three days. A gate without rows in {@link GateRows} fails.
 */
class GateGoldenTest {

    /**
     * A line of a gate's table.
     *
     * @param given in a few words
     * @param policy the effective one, as JSON
     * @param claim the node's own, if it has one
     */
    record Row(String given, String policy, Optional<String> claim, Consumer<Scene> scene) {}

    static List<String> gates() {
        return Gates.names();
    }

    @ParameterizedTest
    @MethodSource("gates")
    void says(String name) {
        Gate gate = Gates.named(name).orElseThrow();
        StringBuilder table = new StringBuilder("%s, %s; people are told %s%s%n%n"
                .formatted(
                        gate.cost() == Gate.Cost.KEYS ? "judged by the keys at hand" : "asks Consul or a program",
                        gate.isIgnorable() ? "can be ignored" : "can never be ignored",
                        gate.notice().name().toLowerCase(Locale.ROOT),
                        gate.opensByAReturn() ? "; another node's return may open it" : ""));
        List<Row> rows = GateRows.of(name);
        assertThat(rows).as("rows of gate " + name).isNotEmpty();
        for (Row row : rows) {
            table.append(row.given()).append('\n');
            table.append("    ").append(said(gate.judge(input(row)))).append("\n\n");
        }
        Golden.table("gate/" + name, "gate " + name, table.toString());
    }

    static List<String> gatesOfKeys() {
        return Gates.names().stream()
                .filter(name -> Gates.named(name).orElseThrow().cost() == Gate.Cost.KEYS)
                .toList();
    }

    /** Thousands that are held look at their keys every few minutes, and ask Consul nothing beside them. */
    @ParameterizedTest
    @MethodSource("gatesOfKeys")
    void judgesAGlanceByWhatIsInIt(String name) {
        for (Row row : GateRows.of(name)) {
            Scene scene = scene(row);
            GateInput glance = input(row, scene, StaleFacts.glance(scene.consul, scene.node, self(scene)));
            scene.consul.away("nobody is to ask");
            assertThat(said(Gates.named(name).orElseThrow().judge(glance)))
                    .as(row.given())
                    .doesNotContain("nobody is to ask");
        }
    }

    /** Of ten thousand nodes whose wave is open most wait for a slot: they do not ask where all the others stand. */
    @Test
    void whatGrowsWithTheFleetIsAskedForWhereNoOtherGateHolds() {
        Row early = GateRows.of("rollout").stream()
                .filter(row -> row.given().equals("the canaries have not gone, though its wave is open"))
                .findFirst()
                .orElseThrow();
        Row full = new Row(
                "and no slot is free",
                early.policy(),
                early.claim(),
                early.scene()
                        .andThen(scene -> scene.slots(
                                Scene.GROUP,
                                Scene.claim("web1", ClaimState.REBOOTING, Duration.ofHours(1), "new kernel"))));
        assertThat(heldBy(early)).containsExactly("rollout", "rollout");
        assertThat(heldBy(full)).containsExactly("slot", "slot");
    }

    /** A run, and what tells what a run would do. */
    private static List<String> heldBy(Row row) {
        GateInput input = input(row);
        return List.of(
                Gates.upToFirstHold(input, Set.of()).getLast().gate(),
                Gates.firstHold(Gates.all(input, Set.of())).orElseThrow().gate());
    }

    private static Scene scene(Row row) {
        Scene scene = new Scene();
        row.scene().accept(scene);
        return scene;
    }

    private static Self self(Scene scene) {
        return new Self(
                Scene.NODE,
                Scene.GROUP,
                scene.keys,
                Duration.ofMinutes(15),
                () -> ZoneOffset.UTC,
                "1.4.0",
                scene.domain());
    }

    private static GateInput input(Row row) {
        Scene scene = scene(row);
        return input(row, scene, ConfirmedFacts.read(scene.consul, scene.node, self(scene)));
    }

    private static GateInput input(Row row, Scene scene, Facts facts) {
        Layer layer = new Layer("config", LayerKind.FLEET, row.policy().getBytes(StandardCharsets.UTF_8));
        if (!(PolicyLayers.read(List.of(layer)) instanceof PolicyResult.Effective(Policy policy, var origins))) {
            throw new AssertionError("no policy: " + row.policy());
        }
        return new GateInput(
                facts,
                policy,
                ChangeKind.REBOOT,
                row.claim(),
                false,
                row.claim().isPresent() ? ClaimProgress.COMMITTED : ClaimProgress.NOT_BEGUN,
                new LeadTime(policy.settle(), Duration.ofSeconds(20)),
                scene.consul,
                Scene.NOW,
                scene.node,
                new Round(scene.node, Map.of(), policy.gateTimeout(), Watch.NONE, false, true));
    }

    private static String said(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Proceed proceed -> "open: " + proceed.text();
            case Verdict.Hold hold ->
                "holds with " + hold.code().number()
                        + hold.until().map(at -> " until " + at).orElse("") + ": " + hold.text();
            case Verdict.Unknown unknown -> "cannot tell, " + unknown.code().number() + ": " + unknown.text();
        };
    }

    @Test
    void theManualHasEachOfThemInOrder() throws IOException {
        for (String page : List.of("../README.md", "../docs/reference.md")) {
            List<String> listed = new ArrayList<>();
            for (String line : Files.readAllLines(Path.of(page))) {
                Gates.names().stream()
                        .filter(name -> line.startsWith("| `" + name + "` |") && !listed.contains(name))
                        .forEach(listed::add);
            }
            assertThat(listed).as(page).isEqualTo(Gates.names());
        }
    }
}
