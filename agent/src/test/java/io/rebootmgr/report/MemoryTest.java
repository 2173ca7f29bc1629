package io.rebootmgr.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rebootmgr.json.MalformedJson;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryTest {
    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775807", "-1", "253402300800", "1.5", "\"5\"", "99999999999999999999999"})
    void aTimeThatCannotBeIsNotRead(String time) {
        String file = new String(Memory.NONE.bytes(), StandardCharsets.UTF_8);
        for (String field : new String[] {"required_since", "held_since", "rebooted_at", "held_at", "problem_at"}) {
            String bad = file.replace("\"" + field + "\":0", "\"" + field + "\":" + time);
            assertThat(bad).isNotEqualTo(file);
            assertThatExceptionOfType(MalformedJson.class)
                    .isThrownBy(() -> Memory.parse(bad.getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Test
    void whatWasWrittenIsRead() throws Exception {
        assertThat(Memory.parse(Memory.NONE.bytes())).isEqualTo(Memory.NONE);
        Memory failed = Memory.NONE.ended(100);
        assertThat(Memory.parse(failed.bytes())).isEqualTo(failed);
    }
}
