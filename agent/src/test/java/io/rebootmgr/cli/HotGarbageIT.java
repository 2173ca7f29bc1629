package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What somebody wrote into the keys of those that are changed in service lets no more of them begin. */
class HotGarbageIT {
    /** Random bytes, the same at every run; they are no text. */
    private static final byte[] NOISE = new byte[64];

    static {
        new Random(7).nextBytes(NOISE);
    }

    private static final String CLAIM =
            "{\"claims\":[{\"id\":\"c9\",\"node\":\"web9\",\"state\":\"preparing\",\"boot_id\":\"b\","
                    + "\"session\":\"s\",\"reason\":\"r\",\"change\":\"hot\",\"since\":%s}]}";

    private static final List<byte[]> NO_LISTS = Stream.concat(
                    Stream.of(NOISE),
                    Stream.of(
                                    "",
                                    "null",
                                    "7",
                                    "1e999999",
                                    "9".repeat(400),
                                    "[".repeat(5000),
                                    "\"free\"",
                                    "[]",
                                    "{\"claims\":7}",
                                    "{\"claims\":null}",
                                    "{\"claims\":[7]}",
                                    CLAIM.formatted("1e999"),
                                    CLAIM.formatted("\"+999999999-12-31T23:59:59Z\""))
                            .map(HotGarbageIT::bytes))
            .toList();

    @TempDir
    private Path folder;

    private TestFleet fleet;
    private TestNode node;
    private String other;

    @BeforeEach
    void aNodeThatNeedsAChangeBesideOneThatIsAtIt() {
        fleet = new TestFleet(folder).policy("{\"settle\":\"0s\",\"hot_limit\":1}");
        node = fleet.node(2).task("hot", "10-update", "exit 0");
        fleet.put("nodes/" + node.name + "/change_required", "{\"kind\":\"hot\",\"reason\":\"new packages\"}");
        other = fleet.api().put("/v1/session/create", "{}").json().path("ID").asText();
        fleet.api()
                .put(
                        "/v1/kv/" + fleet.prefix + "/groups/" + fleet.group + "/preparing/web1?acquire=" + other,
                        "hot c1");
    }

    @AfterEach
    void otherIsDone() {
        fleet.api().put("/v1/session/destroy/" + other, "");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String set(String key, byte[] value) {
        return "[{\"KV\":{\"Verb\":\"set\",\"Key\":\"%s/%s\",\"Value\":\"%s\"}}]"
                .formatted(fleet.prefix, key, Base64.getEncoder().encodeToString(value));
    }

    /** Of any bytes, for a request of its own carries text alone. */
    private void write(String key, byte[] value) {
        assertThat(fleet.api().put("/v1/txn", set(key, value)).status()).isEqualTo(200);
    }

    private void runs(int code, String said) {
        var run = node.run("run");
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        assertThat(run.err()).contains(said);
        assertThat(node.log()).hasSize(code == 0 ? 1 : 0);
    }

    @ParameterizedTest
    @FieldSource("NO_LISTS")
    void aListThatIsNoneHoldsUntilSomebodyDeletesIt(byte[] garbage) {
        String list = "groups/" + fleet.group + "/hot";
        write(list, garbage);
        long index = fleet.index(list);
        runs(105, "the key " + fleet.prefix + "/" + list);
        assertThat(node.run("check").code()).isEqualTo(105);
        otherIsDone();
        runs(105, "the key " + fleet.prefix + "/" + list);
        assertThat(fleet.index(list)).as("it is left as it is").isEqualTo(index);
        fleet.delete(list);
        runs(0, "");
    }

    /** Hints: who reads over them asks the list and the locks. */
    static Stream<String> line() {
        return Stream.of("groups/%s/hot_next", "hot_waiting/%s/web1", "hot_waiting/%s/%n");
    }

    @ParameterizedTest
    @MethodSource("line")
    void aLineThatIsNoneIsReadOver(String line) {
        String key = line.replace("%n", node.name).formatted(fleet.group);
        List<byte[]> garbage = new ArrayList<>(NO_LISTS);
        Stream.of(
                        "{\"nodes\":7}",
                        "{\"nodes\":[{\"node\":7,\"named\":1e999}]}",
                        "{\"since\":9e999,\"impact\":99999999999999999999}")
                .map(HotGarbageIT::bytes)
                .forEach(garbage::add);
        for (byte[] value : garbage) {
            write(key, value);
            runs(4, "1 of 1 hot slot taken: web1");
        }
        write(key, NOISE);
        otherIsDone();
        runs(0, "");
    }

    /** Its lock says that it is at it until somebody deletes the list; then it gives back what it has. */
    @Test
    void whoseListIsOverwrittenMeanwhileKeepsItsPlaceAndIsDoneOnce() {
        otherIsDone();
        String list = "groups/" + fleet.group + "/hot";
        node.write("garbage", set(list, NOISE));
        node.task(
                "hot",
                "10-update",
                "curl -sf -X PUT -d @" + node.folder + "/garbage " + fleet.api().address() + "/v1/txn");
        for (int again = 0; again < 2; again++) {
            var run = node.run("run");
            assertThat(run.code()).as(run.err()).isEqualTo(105);
            assertThat(run.err()).contains("the key " + fleet.prefix + "/" + list);
        }
        TestNode third = fleet.node(3).task("hot", "10-update", "exit 0");
        fleet.put("nodes/" + third.name + "/change_required", "{\"kind\":\"hot\",\"reason\":\"new packages\"}");
        assertThat(third.run("run").code()).isEqualTo(105);
        fleet.delete(list);
        assertThat(third.run("run").code()).as("no slot is free").isEqualTo(4);

        assertThat(node.run("run").code()).isZero();
        assertThat(node.log()).containsExactly("hot 10-update");
        assertThat(fleet.has("nodes/" + node.name + "/change_required")).isFalse();
        assertThat(third.run("run").code()).isZero();
    }
}
