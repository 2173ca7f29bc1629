package io.rebootmgr.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.consul.ClaimList;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The list of claims and what the nodes that prepare say by their locks. */
class ClaimLockTest {
    private static final Keys KEYS = new Keys("p");
    private static final Claim WEB1 = claim("c1", "web1", "s1").of(new Domain("r1"));

    private final List<View.Entry> entries = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aNodeThatPreparesTakesASlotThoughTheListWasWiped(boolean deleted) throws Exception {
        if (!deleted) {
            put(KEYS.slots("web"), Slots.NONE.bytes());
        }
        lock(WEB1, 7);

        Slots counting = slots().counting(new View(entries), KEYS, "web");

        assertThat(counting.claims())
                .extracting(Claim::node, Claim::id, Claim::state, Claim::session, Claim::domain)
                .containsExactly(tuple("web1", "c1", ClaimState.PREPARING, "s1", new Domain("r1")));
        assertThat(Slots.corrections(new View(entries), KEYS, "web")).containsExactly("p/groups/web/preparing/web1");
    }

    @Test
    void ofAListThatSaysTheSameNothingChanges() throws Exception {
        put(KEYS.slots("web"), new Slots(List.of(WEB1)).bytes());
        lock(WEB1, 7);

        assertThat(slots().claims()).containsExactly(WEB1);
        assertThat(Slots.corrections(new View(entries), KEYS, "web")).isEmpty();
    }

    @Test
    void anotherSessionOrDomainInTheListIsPutRightAndTheRestIsKept() throws Exception {
        put(KEYS.slots("web"), new Slots(List.of(WEB1.heldBy("forged").of(new Domain("r2")))).bytes());
        lock(WEB1, 7);

        assertThat(slots().claims()).containsExactly(WEB1);
        assertThat(Slots.corrections(new View(entries), KEYS, "web")).hasSize(1);
    }

    @ParameterizedTest(name = "\"{0}\": {1}")
    @CsvSource({
        "c1 domain=r1, r1",
        "c1 domain=, ''",
        "c1 new=word domain=r1, r1",
        // An older agent says the id alone: it may be of any domain.
        "c1, ?",
        "c1 domain=a/b, ?",
    })
    void itsDomainIsTheOneThatItSays(String value, String domain) throws Exception {
        entries.add(lock("web1", value, 7));

        assertThat(slots().claims()).extracting(claim -> claim.domain().name()).containsExactly(domain);
    }

    @ParameterizedTest(name = "\"{0}\": {1}")
    @CsvSource({
        "c1 domain= since=1767225600, 2026-01-01T00:00:00Z",
        "c1 since=1767225600, 2026-01-01T00:00:00Z",
        "c1 domain=, 1970-01-01T00:00:00Z",
        "c1 domain= since=, 1970-01-01T00:00:00Z",
        "c1 domain= since=-1, 1970-01-01T00:00:00Z",
        "c1 domain= since=99999999999999999999, 1970-01-01T00:00:00Z",
        "c1 domain= since=yesterday, 1970-01-01T00:00:00Z",
    })
    void sinceWhenIsTheMomentThatItSays(String value, Instant since) throws Exception {
        entries.add(lock("web1", value, 7));

        assertThat(slots().claims()).extracting(Claim::since).containsExactly(since);
    }

    @Test
    void theListTellsTheDomainThatTheLockOfAnOlderAgentDoesNot() throws Exception {
        put(KEYS.slots("web"), new Slots(List.of(WEB1)).bytes());
        entries.add(lock("web1", "c1", 7));

        assertThat(slots().claims()).containsExactly(WEB1);
        assertThat(Slots.corrections(new View(entries), KEYS, "web")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hot c1", "a/b", " c1"})
    void whatNamesNoClaimOfTheListIsNone(String value) throws Exception {
        entries.add(lock("web1", value, 7));

        assertThat(slots().claims()).isEmpty();
    }

    @Test
    void nobodyHoldsALockWithoutASession() throws Exception {
        put(KEYS.preparing("web", "web1"), "c1 domain=".getBytes(StandardCharsets.UTF_8));

        assertThat(slots().claims()).isEmpty();
        assertThat(ClaimLock.names(new View(entries), KEYS, "web", "web1", "c1"))
                .isFalse();
    }

    /** Whoever finds the list wiped and claims at that moment does not go before a node that is being drained. */
    @Test
    void aClaimThatTheListHasLostStandsBeforeThoseThatWereMadeLater() throws Exception {
        Claim before = claim("c0", "web0", "s0");
        Claim after = claim("c2", "web2", "s2");
        put(KEYS.slots("web"), new Slots(List.of(before, after)).bytes());
        lock(before, 5);
        lock(WEB1, 7);
        lock(after, 9);

        assertThat(slots().claims()).extracting(Claim::node).containsExactly("web0", "web1", "web2");
    }

    @Test
    void namesAClaimOfItsListAlone() {
        lock(WEB1, 7);
        byte[] hot = ClaimLock.value(ClaimList.HOT, claim("c2", "web2", "s2").of(ChangeKind.HOT));
        entries.add(new View.Entry(KEYS.preparing("web", "web2"), hot, 8, Optional.of("s2")));
        View view = new View(entries);

        assertThat(ClaimLock.names(view, KEYS, "web", "web1", "c1")).isTrue();
        assertThat(ClaimLock.names(view, KEYS, "web", "web1", "c2")).isFalse();
        assertThat(ClaimLock.names(view, KEYS.of(ClaimList.HOT), "web", "web2", "c2"))
                .isTrue();
        assertThat(ClaimLock.names(view, KEYS, "web", "web2", "c2")).isFalse();
        assertThat(ClaimLock.of(view, KEYS, "web", "web2")).map(Claim::id).hasValue("c2");
        assertThat(ClaimLock.names(view, KEYS, "web", "web10", "c1")).isFalse();
    }

    private Slots slots() throws Exception {
        return Slots.in(new View(entries), KEYS, "web");
    }

    private void lock(Claim claim, long index) {
        byte[] value = ClaimLock.value(ClaimList.SLOTS, claim);
        entries.add(new View.Entry(KEYS.preparing("web", claim.node()), value, index, Optional.of(claim.session())));
    }

    private static View.Entry lock(String node, String value, long index) {
        return new View.Entry(
                KEYS.preparing("web", node), value.getBytes(StandardCharsets.UTF_8), index, Optional.of("s1"));
    }

    private void put(String key, byte[] value) {
        entries.add(new View.Entry(key, value, 1, Optional.empty()));
    }

    private static Claim claim(String id, String node, String session) {
        return new Claim(
                id, node, ClaimState.PREPARING, "boot-1", session, Instant.EPOCH, "new kernel", List.of("web"));
    }
}
