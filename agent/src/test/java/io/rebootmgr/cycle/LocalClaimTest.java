package io.rebootmgr.cycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.trigger.Trigger;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A number in the claim file that cannot be makes it unreadable, and nothing else. */
class LocalClaimTest {
    @ParameterizedTest
    @CsvSource({
        "9223372036854775807, key, 5",
        "1e99, key, 5",
        "0, key, 99999999999999999999",
        "0, key, x",
        "0, key, ''",
        "0, detector, x",
        "0, file, 7",
        "0, file, 7:",
        "0, file, 7:99999999999999999999",
    })
    void isMalformed(String uptime, String kind, String mark) {
        assertThatExceptionOfType(MalformedJson.class).isThrownBy(() -> parse(uptime, kind, mark));
    }

    @Test
    void isReadWhereItCanBe() throws Exception {
        assertThat(parse("1000", "key", "5").triggers()).hasSize(1);
        Trigger file = parse("0", "file", "7:1767268800123456789").triggers().getFirst();
        assertThat(file.since()).isPresent();
        Trigger detector = parse("0", "detector", "32908060862").triggers().getFirst();
        assertThat(detector.kind()).isEqualTo(Trigger.Kind.DETECTOR);
    }

    private static LocalClaim parse(String uptime, String kind, String mark) throws MalformedJson {
        String file = "{\"id\":\"c\",\"group\":\"web\",\"step\":\"rebooting\",\"boot_id\":\"b\","
                + "\"session\":\"s\",\"reason\":\"r\",\"draining\":false,\"reboot_at_uptime_ms\":UPTIME,\"overdue_told\":false,"
                + "\"triggers\":[{\"kind\":\"KIND\",\"name\":\"n\",\"mark\":\"MARK\",\"reason\":\"\"}],"
                + "\"entry\":{\"claim\":\"c\",\"node\":\"n\",\"group\":\"web\",\"reason\":\"r\",\"by\":[],\"ignored\":[],"
                + "\"started\":\"2026-01-31T12:00:00Z\",\"kernel_before\":\"6.1\",\"phases\":[],\"tasks\":[]}}";
        return LocalClaimJson.read(file.replace("UPTIME", uptime)
                .replace("KIND", kind)
                .replace("MARK", mark)
                .getBytes(StandardCharsets.UTF_8));
    }
}
