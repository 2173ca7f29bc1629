package io.rebootmgr.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.logbook.History;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.logbook.NodeStatus.Last;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.policy.ChangeLog;
import io.rebootmgr.slot.Awaited;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimState;
import io.rebootmgr.slot.Domain;
import io.rebootmgr.slot.Limits;
import io.rebootmgr.slot.NextInLine;
import io.rebootmgr.slot.Out;
import io.rebootmgr.slot.Slots;
import io.rebootmgr.slot.Waived;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a newer agent wrote, after each of the writers of this one: nothing of it is lost, and in doubt it counts. */
class FromTheFutureTest {
    private static final String CLAIM = """
            {"id":"a","node":"db1","state":"migrating","boot_id":"b","session":"","since":"2026-01-01T00:00:00Z",
             "reason":"update","kind":"drain","domain":{"rack":"r1"}}""";
    private static final String SLOTS = "{\"claims\":[" + CLAIM + "],\"hot\":[1,2]}";
    private static final String STATUS = """
            {"group":"web","state":"%s","kernel":"6.1","boot_id":"b","agent_version":"9.0","failures":2,
             "last":{"code":100,"reason":"r","at":"2026-01-01T00:00:00Z"},"needs":"drain"}""";
    private static final Instant NOW = Instant.parse("2026-02-01T00:00:00Z");
    private static final Keys KEYS = new Keys("p");

    private static Fields read(byte[] written) throws MalformedJson {
        return Fields.parse(written);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static View view(String key, String value) {
        return new View(List.of(new View.Entry(key, utf8(value), 1, Optional.empty())));
    }

    @Test
    void aStateThatIsUnknownCountsAsCommittedAndIsKept() throws Exception {
        Slots slots = Slots.parse(utf8(SLOTS));
        Claim claim = slots.claims().getFirst();

        assertThat(claim.state()).isEqualTo(ClaimState.UNKNOWN);
        assertThat(claim.isCommitted()).isTrue();
        assertThat(slots.counting(new View(List.of()), KEYS, "g").claims()).containsExactly(claim);
        assertThat(Json.parse(slots.bytes())).isEqualTo(Json.parse(utf8(SLOTS)));
    }

    @Test
    void whoAddsAndRemovesAClaimLeavesTheOthersAsTheyAre() throws Exception {
        Claim other = new Claim("c", "db2", ClaimState.PREPARING, "b", "s", NOW, "", List.of());
        Slots slots = Slots.parse(utf8(SLOTS)).with(other);
        slots = slots.replacing(other.rebooting(NOW)).without("db2", "c");

        assertThat(Json.parse(slots.bytes())).isEqualTo(Json.parse(utf8(SLOTS)));
    }

    @Test
    void aClaimThatGoesOnKeepsWhatItTellsAndNotTheWordOfItsState() throws Exception {
        Claim claim = Slots.parse(utf8(SLOTS)).claims().getFirst();
        Claim back = claim.having(List.of("web"), Awaited.NONE).returning(NOW);

        Fields written = read(Json.bytes(back.json()));
        assertThat(written.text("state")).isEqualTo("returning");
        assertThat(written.text("kind")).isEqualTo("drain");
        assertThat(written.has("domain")).isTrue();
    }

    @Test
    void theNodesOwnWord() throws Exception {
        String key = KEYS.out("g", "db1");
        String value = CLAIM.replace("\"kind\"", "\"uptime_ms\":5,\"userspace\":\"0/x\",\"kind\"");
        Out out = Out.in(view(key, value), KEYS, "g", "db1").orElseThrow();

        assertThat(out.isReadable()).isTrue();
        assertThat(Json.parse(out.bytes())).isEqualTo(Json.parse(utf8(value)));
        assertThat(read(out.returning(NOW).bytes()).text("kind")).isEqualTo("drain");
    }

    @Test
    void aStatus() throws Exception {
        NodeStatus status = NodeStatus.parse(utf8(STATUS.formatted("migrating")));

        assertThat(status.state()).isEqualTo(State.UNKNOWN);
        assertThat(Json.parse(status.bytes())).isEqualTo(Json.parse(utf8(STATUS.formatted("migrating"))));
        Fields resumed = read(status.resumed("").bytes());
        assertThat(resumed.text("state")).isEqualTo("migrating");
        assertThat(resumed.text("needs")).isEqualTo("drain");
        NodeStatus away = NodeStatus.parse(utf8(STATUS.formatted("rebooting")));
        Fields released = read(away.released(new Last(5, "released", NOW)).bytes());
        assertThat(released.text("state")).isEqualTo("failed");
        assertThat(released.text("needs")).isEqualTo("drain");
    }

    @Test
    void aLogbook() throws Exception {
        Entry entry = Entry.begun("a", "db1", "g", "update", List.of(), NOW);
        String value = Json.line(Json.object().put("wave", 3).set("entries", Json.array()));
        History history = History.parse(utf8(value)).with(entry);

        assertThat(read(history.bytes()).number("wave", 0, 9)).isEqualTo(3);
    }

    @Test
    void whatIsWaivedAndWhoIsNextAndWhoChangedThePolicy() throws Exception {
        Waived waived = Waived.parse(utf8("""
                {"claim":"a","until":"noon","services":[{"name":"web","by":"al","at":"2026-01-01T00:00:00Z",
                 "reason":"r","ticket":7}]}"""));
        Waived more = waived.and(new Waived.Service("db", "bo", NOW, "moved"));
        assertThat(read(more.bytes()).text("until")).isEqualTo("noon");
        assertThat(read(more.bytes()).objects("services").getFirst().number("ticket", 0, 9))
                .isEqualTo(7);

        String next = "{\"nodes\":[{\"node\":\"db1\",\"named\":\"2026-01-01T00:00:00Z\",\"ticket\":4}]}";
        NextInLine line =
                NextInLine.in(view(KEYS.next("g"), next), KEYS, "g").with("db2", Domain.NONE, 9, new Limits(3), NOW);
        assertThat(read(line.bytes()).objects("nodes").getFirst().number("ticket", 0, 9))
                .isEqualTo(4);

        ChangeLog log = ChangeLog.parse(utf8("""
                {"changes":[{"at":"2026-01-01T00:00:00Z","by":"al","fields":["limit: 1 -> 2"],"ticket":7}]}"""));
        Fields note = read(log.with(new ChangeLog.Note(NOW, "bo", "", List.of()))
                        .bytes())
                .objects("changes")
                .getLast();
        assertThat(note.number("ticket", 0, 9)).isEqualTo(7);
    }
}
