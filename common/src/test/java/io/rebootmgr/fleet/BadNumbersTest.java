package io.rebootmgr.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.History;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.slot.Domain;
import io.rebootmgr.slot.NextInLine;
import io.rebootmgr.slot.Slots;
import io.rebootmgr.slot.WaitingLine;
import io.rebootmgr.text.Unreadable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A number or a time that cannot be, in one node's keys: that node cannot be read, and all others can. */
class BadNumbersTest {
    private static final Keys KEYS = new Keys("p");
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final String STATUS = "{\"group\":\"web\",\"state\":\"idle\",\"kernel\":\"6.1\",\"boot_id\":\"b\","
            + "\"agent_version\":\"1\",\"failures\":%s,\"last\":{\"code\":%s,\"reason\":\"r\",\"at\":\"%s\"}}";
    private static final String HISTORY =
            "{\"entries\":[{\"claim\":\"c\",\"node\":\"n\",\"group\":\"web\",\"reason\":\"r\","
                    + "\"started\":\"2026-01-31T12:00:00Z\",\"kernel_before\":\"6.1\",\"by\":[],\"ignored\":[],"
                    + "\"phases\":[{\"name\":\"p\",\"milliseconds\":%s}],"
                    + "\"tasks\":[{\"stage\":\"pre_boot\",\"name\":\"t\",\"code\":%s,\"milliseconds\":1}],"
                    + "\"end\":{\"code\":0,\"why\":\"\",\"at\":\"%s\"},\"waited_milliseconds\":%s}]}";
    private static final String GOOD = "2026-01-31T12:00:00Z";

    @ParameterizedTest
    @CsvSource({
        "0, 2147483648, " + GOOD,
        "0, -9223372036854775808, " + GOOD,
        "0, 256, " + GOOD,
        "2147483647, 0, " + GOOD,
        "-1, 0, " + GOOD,
        "0, 1e3, " + GOOD,
        "0, 0, +1000000000-12-31T23:59:59Z",
        "0, 0, -1000000000-01-01T00:00:00Z",
        "0, 0, +10000-01-01T00:00:00Z",
        "0, 0, 1969-12-31T23:59:59Z",
    })
    void inAStatusMakeOneNodeUnreadable(String failures, String code, String at) {
        Fleet fleet = fleet(STATUS.formatted(failures, code, at));
        assertThat(fleet.unreadable()).extracting(Unreadable::key).containsExactly("p/nodes/bad/status");
        assertThat(fleet.node("good").flatMap(Node::status)).isPresent();
        assertThat(fleet.node("bad").flatMap(Node::status)).isEmpty();
        Campaign.of(Census.of(fleet, Map.of(), NOW), NOW);
    }

    @Test
    void whatCanBeIsRead() throws Exception {
        assertThat(fleet(STATUS.formatted("1000000", "255", "9999-12-31T23:59:59Z"))
                        .unreadable())
                .isEmpty();
        assertThat(fleet(STATUS.formatted("0", "-1", "1970-01-01T00:00:00Z")).unreadable())
                .isEmpty();
        History.parse(bytes(HISTORY.formatted("-5", "-1", GOOD, "0")));
    }

    private static Fleet fleet(String status) {
        return Fleet.of(
                new View(List.of(
                        entry("p/nodes/bad/status", status),
                        entry("p/nodes/good/status", STATUS.formatted("0", "0", GOOD)))),
                KEYS);
    }

    @ParameterizedTest
    @CsvSource({
        "9223372036854775807, 0, " + GOOD + ", 0",
        "-9223372036854775808, 0, " + GOOD + ", 0",
        "0, 4294967296, " + GOOD + ", 0",
        "0, 0, +1000000000-12-31T23:59:59Z, 0",
        "0, 0, " + GOOD + ", 9223372036854775807",
        "99999999999999999999999999, 0, " + GOOD + ", 0",
    })
    void inALogbookMakeItUnreadable(String took, String code, String at, String waited) {
        assertThatExceptionOfType(MalformedJson.class)
                .isThrownBy(() -> History.parse(bytes(HISTORY.formatted(took, code, at, waited))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"+1000000000-12-31T23:59:59Z", "-1000000000-01-01T00:00:00Z", "x", ""})
    void inAClaimOrALineOfThoseThatWaitAreNoTime(String time) {
        assertThatExceptionOfType(MalformedJson.class)
                .isThrownBy(() -> Slots.parse(bytes("{\"claims\":[{\"id\":\"c\",\"node\":\"n\",\"state\":\"rebooting\","
                        + "\"boot_id\":\"b\",\"since\":\"" + time + "\"}]}")));
        View view = new View(List.of(
                entry("p/groups/web/next", "{\"nodes\":[{\"node\":\"n\",\"named\":\"" + time + "\"}]}"),
                entry("p/waiting/web/n", "{\"since\":\"" + time + "\",\"reason\":\"r\"}")));
        assertThat(NextInLine.in(view, KEYS, "web")).isEqualTo(NextInLine.NONE);
        assertThat(WaitingLine.of(view, KEYS, "web").waiting())
                .containsExactly(new WaitingLine.Waiting("n", Optional.empty(), "", Domain.NONE));
    }

    @Test
    void failuresThatCountOnStayANumberThatIsRead() throws Exception {
        NodeStatus most = NodeStatus.parse(bytes(STATUS.formatted("1000000", "0", GOOD)));
        assertThat(most.failures() + 1).isPositive();
    }

    private static View.Entry entry(String key, String value) {
        return new View.Entry(key, bytes(value), 1, Optional.empty());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
