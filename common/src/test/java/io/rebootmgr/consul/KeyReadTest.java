package io.rebootmgr.consul;

import static io.rebootmgr.consul.Adapters.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebootmgr.json.MalformedJson;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyReadTest {
    private static final List<String> KEYS = List.of("p/stop", "p/pause", "p/nodes/");

    private static List<String> absent(String errors) throws MalformedJson {
        return KeyRead.absent(bytes("{\"Results\":null,\"Errors\":[" + errors + "]}"), KEYS);
    }

    private static String error(int at, String what) {
        return "{\"OpIndex\":" + at + ",\"What\":\"" + what.replace("\"", "\\\"") + "\"}";
    }

    private static String isNot(String key) {
        return "failed to check index, key \"" + key + "\" doesn't exist";
    }

    @Test
    void onlyWhatConsulSaysIsNotThereIsAbsent() throws MalformedJson {
        assertThat(absent(error(0, isNot("p/stop")) + "," + error(2, isNot("p/nodes/"))))
                .containsExactly("p/stop", "p/nodes/");
        assertThat(absent(error(0, "Permission denied") + "," + error(1, isNot("p/stop")) + ","
                        + error(2, "failed index check for key \"p/nodes/\", current modify index 12 != 0")))
                .isEmpty();
        assertThat(absent(error(3, isNot("p/stop")) + "," + error(-1, isNot("p/stop")) + ",{},7"))
                .isEmpty();
        assertThat(KeyRead.absent(bytes("[]"), KEYS)).isEmpty();
    }

    private static View view(String results) throws MalformedJson {
        return KeyRead.view(bytes("{\"Errors\":null,\"Index\":7,\"Results\":" + results + "}"));
    }

    @Test
    void keysAreReadInWhateverOrderTheirFieldsStand() throws MalformedJson {
        View view = view("""
                [{"KV":{"LockIndex":0,"Key":"p/b","Flags":0,"Value":"eA==","CreateIndex":3,"ModifyIndex":9}},
                 {"Other":[{}],"KV":{"ModifyIndex":8,"Session":"s","Value":null,"Key":"p/a","New":{"x":[1]}}}]""");
        assertThat(view.under("p/")).extracting(View.Entry::key).containsExactly("p/a", "p/b");
        View.Entry first = view.get("p/a").orElseThrow();
        assertThat(first.value()).isEmpty();
        assertThat(first.session()).contains("s");
        assertThat(first.createIndex()).isEqualTo(8);
        View.Entry second = view.get("p/b").orElseThrow();
        assertThat(second.text()).isEqualTo("x");
        assertThat(second.session()).isEmpty();
        assertThat(second.createIndex()).isEqualTo(3);
        assertThat(view("null").under("")).isEmpty();
        assertThat(view.get("p/c")).isEmpty();
        assertThat(view.under("p/b/")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7",
                "{}",
                "[7]",
                "[{}]",
                "[{\"KV\":[]}]",
                "[{\"KV\":{\"Key\":\"p\",\"Value\":\"eA==\"}}]",
                "[{\"KV\":{\"Key\":\"p\",\"ModifyIndex\":0,\"Value\":\"eA==\"}}]",
                "[{\"KV\":{\"Key\":\"p\",\"ModifyIndex\":99999999999999999999,\"Value\":\"eA==\"}}]",
                "[{\"KV\":{\"Key\":\"p\",\"ModifyIndex\":\"1\",\"Value\":\"eA==\"}}]",
                "[{\"KV\":{\"Key\":{\"Key\":\"p\"},\"ModifyIndex\":1,\"Value\":\"eA==\"}}]",
                "[{\"KV\":{\"Key\":\"p\",\"ModifyIndex\":1,\"Value\":\"?\"}}]",
                "[{\"KV\":{\"Key\":\"p\",\"ModifyIndex\":1}}]",
                "[{\"KV\":{\"Key\":\"p\",\"ModifyIndex\":1,\"Value\":null,\"Session\":7}}]",
                "[{\"KV\":{\"Key\":\"p\",\"Key\":\"q\",\"ModifyIndex\":1,\"Value\":null}}]",
                "[] 7",
            })
    void whatIsNoAnswerIsRefused(String results) {
        assertThatThrownBy(() -> view(results)).isInstanceOf(MalformedJson.class);
    }

    @Test
    void errorsInAReadAreNoKeys() {
        assertThatThrownBy(() -> KeyRead.view(bytes("{\"Results\":[],\"Errors\":[{\"What\":\"no\"}]}")))
                .isInstanceOf(MalformedJson.class)
                .hasMessageContaining("has Errors");
        assertThatThrownBy(() -> KeyRead.view(bytes("{\"Errors\":null}"))).hasMessageContaining("no list of Results");
        assertThatThrownBy(() -> KeyRead.view(bytes("[]"))).hasMessageContaining("no list of Results");
        assertThatThrownBy(() -> KeyRead.list(bytes("{}"))).hasMessageContaining("not a list of keys");
    }
}
