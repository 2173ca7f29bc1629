package io.rebootmgr.consul;

import static io.rebootmgr.consul.Adapters.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.json.MalformedJson;
import java.util.List;
import org.junit.jupiter.api.Test;

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
}
