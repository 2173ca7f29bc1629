package io.rebootmgr.consul;

import static io.rebootmgr.consul.Adapters.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Operation.Delete;
import io.rebootmgr.consul.Operation.DeleteIf;
import io.rebootmgr.consul.Operation.Lock;
import io.rebootmgr.consul.Operation.Put;
import io.rebootmgr.consul.Operation.PutIf;
import io.rebootmgr.consul.Operation.RequireAbsent;
import io.rebootmgr.consul.Operation.RequireIndex;
import io.rebootmgr.consul.Operation.RequireSession;
import io.rebootmgr.testing.ConsulServer;
import io.rebootmgr.testing.Unique;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every operation of a transaction, done and refused by a real Consul. */
class TransactionIT {
    private final ConsulAdapter consul = Adapters.at(ConsulServer.http());
    private final String prefix = Unique.name("it") + "/";
    private final String key = prefix + "key";

    @AfterEach
    void close() {
        consul.close();
    }

    @Test
    void putWritesWhateverStoodThere() {
        assertApplied(new Put(key, bytes("1")));
        assertApplied(new Put(key, bytes("2")));
        assertThat(value(key)).isEqualTo("2");
    }

    @Test
    void aValueOfAnyTextComesBackAsItWas() {
        String text = "ümläut 🚀 \" \\ \n end";
        assertApplied(new Put(key, bytes(text)));
        assertThat(value(key)).isEqualTo(text);
        assertApplied(new Put(key, new byte[0]));
        assertThat(value(key)).isEmpty();
    }

    @Test
    void aValueThatIsNoTextIsNotWrittenAtAll() {
        byte[] noText = {(byte) 0xff, (byte) 0xfe};
        assertThatIllegalArgumentException()
                .isThrownBy(() -> consul.write(List.of(new Put(key, noText))))
                .withMessageContaining(key);
        assertThat(view().get(key)).isEmpty();
    }

    @Test
    void putIfWritesOnlyOverWhatWasRead() {
        assertApplied(new PutIf(key, bytes("1"), 0));
        assertRefused("index is stale", new PutIf(key, bytes("2"), 0));
        assertApplied(new PutIf(key, bytes("2"), view().index(key)));
        assertRefused("index is stale", new PutIf(key, bytes("3"), 1));
        assertThat(value(key)).isEqualTo("2");
    }

    @Test
    void deleteTakesAwayAndDoesNotMindNone() {
        assertApplied(new Put(key, bytes("1")));
        assertApplied(new Delete(key));
        assertApplied(new Delete(key));
        assertThat(view().get(key)).isEmpty();
    }

    @Test
    void deleteIfTakesAwayOnlyWhatWasRead() {
        assertApplied(new DeleteIf(key, 7));
        assertApplied(new Put(key, bytes("1")));
        assertRefused("index is stale", new DeleteIf(key, 1));
        assertApplied(new DeleteIf(key, view().index(key)));
        assertThat(view().get(key)).isEmpty();
    }

    @Test
    void requireAbsentHoldsOnlyWithoutTheKey() {
        assertApplied(new RequireAbsent(key), new Put(prefix + "other", bytes("1")));
        assertApplied(new Put(key, new byte[0]));
        assertRefused("exists", new RequireAbsent(key));
    }

    @Test
    void requireIndexHoldsOnlyForWhatWasRead() {
        assertApplied(new Put(key, bytes("1")));
        assertApplied(new RequireIndex(key, view().index(key)));
        assertRefused("failed index check", new RequireIndex(key, 1));
        assertRefused("doesn't exist", new RequireIndex(prefix + "none", 1));
    }

    @Test
    void lockKeepsOthersOutUntilItsSessionEnds() {
        String ours = consul.createSession("ours", Duration.ofMinutes(1));
        String theirs = consul.createSession("theirs", Duration.ofMinutes(1));
        assertApplied(new Lock(key, bytes("ours"), ours));
        assertApplied(new Lock(key, bytes("ours again"), ours));
        assertRefused("lock", new Lock(key, bytes("theirs"), theirs));
        assertThat(view().lockedBy(key, ours)).isTrue();
        assertThat(view().lockedBy(key, theirs)).isFalse();
        assertApplied(new RequireSession(key, ours));
        assertRefused("session", new RequireSession(key, theirs));

        consul.destroySession(ours);
        assertThat(view().get(key)).as("behaviour delete").isEmpty();
        assertRefused("doesn't exist", new RequireSession(key, ours));
        assertApplied(new Lock(key, bytes("theirs"), theirs));
        consul.destroySession(theirs);
    }

    @Test
    void lockOfNoSessionIsRefusedWithTheKeyNamed() {
        assertRefused(key, new Lock(key, bytes("1"), UUID.randomUUID().toString()));
    }

    @Test
    void oneRefusalRefusesAllAndEveryReasonIsGiven() {
        assertApplied(new Put(key, bytes("1")));
        Written written = consul.write(
                List.of(new Put(prefix + "a", bytes("1")), new RequireAbsent(key), new PutIf(key, bytes("2"), 0)));
        assertThat(written)
                .isInstanceOfSatisfying(
                        Written.Refused.class,
                        refused -> assertThat(refused.reasons()).hasSize(2).allMatch(reason -> reason.contains(key)));
        assertThat(view().get(prefix + "a")).isEmpty();
    }

    @Test
    void sixtyFourOperationsAreDoneAtOnceAndMoreAreABug() {
        List<Operation> most = new ArrayList<>();
        for (int i = 0; i < Operation.MOST; i++) {
            most.add(new Put(prefix + i, bytes("1")));
        }
        assertThat(consul.write(most)).isEqualTo(new Written.Applied());
        assertThat(view().under(prefix)).hasSize(Operation.MOST);
        most.add(new Put(key, bytes("1")));
        assertThatIllegalArgumentException().isThrownBy(() -> consul.write(most));
        assertThatIllegalArgumentException().isThrownBy(() -> consul.write(List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> consul.read(Consistency.STALE, Collections.nCopies(65, prefix)));
    }

    private void assertApplied(Operation... operations) {
        assertThat(consul.write(List.of(operations))).isEqualTo(new Written.Applied());
    }

    private void assertRefused(String reason, Operation operation) {
        assertThat(consul.write(List.of(operation)))
                .isInstanceOfSatisfying(
                        Written.Refused.class,
                        refused -> assertThat(refused.reasons())
                                .singleElement()
                                .asString()
                                .contains(reason)
                                .contains(operation.key()));
    }

    private View view() {
        return consul.read(Consistency.CONSISTENT, List.of(prefix));
    }

    private String value(String name) {
        return new String(view().get(name).orElseThrow().value(), StandardCharsets.UTF_8);
    }
}
