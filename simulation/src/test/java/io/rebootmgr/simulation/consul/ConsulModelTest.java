package io.rebootmgr.simulation.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.rebootmgr.consul.Consul.Check;
import io.rebootmgr.consul.Consul.Instance;
import io.rebootmgr.consul.Consul.LocalService;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.Operation.Delete;
import io.rebootmgr.consul.Operation.Lock;
import io.rebootmgr.consul.Operation.Put;
import io.rebootmgr.consul.Operation.RequireAbsent;
import io.rebootmgr.consul.Written;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the model has beyond Consul's answers: the past, time as an argument, and observers. */
class ConsulModelTest {
    private static final Duration TTL = Duration.ofMinutes(10);

    private final ConsulModel model = new ConsulModel();

    @Test
    void aServerThatLagsHasThePast() {
        write(1, new Put("a/1", bytes("old")));
        long then = model.index();
        write(2, new Put("a/1", bytes("new")), new Put("a/2", bytes("new")));
        write(3, new Delete("a/1"));
        assertThat(values(model.asOf(then))).containsExactly("a/1=old");
        assertThat(values(model.asOf(model.index(at(2))))).containsExactly("a/1=new", "a/2=new");
        assertThat(values(model.latest())).containsExactly("a/2=new");
        assertThat(model.asOf(then).watchIndex("a/")).isEqualTo(then);
        assertThat(model.latest().watchIndex("a/")).isEqualTo(model.index());
        assertThat(values(model.asOf(0))).isEmpty();
    }

    @Test
    void theIndexOfAMomentIsThatOfTheLastEntryTillThen() {
        write(1, new Put("a", bytes("1")));
        write(1, new Put("a", bytes("2")));
        write(5, new Put("a", bytes("3")));
        assertThat(model.index(at(0))).isZero();
        assertThat(model.index(at(1))).isEqualTo(2);
        assertThat(model.index(at(4))).isEqualTo(2);
        assertThat(model.index(at(9))).isEqualTo(3);
    }

    @Test
    void whatIsForgottenCannotBeReadAndNothingElseChanges() {
        write(1, new Put("a", bytes("1")), new Put("b", bytes("1")));
        write(2, new Put("a", bytes("2")), new Delete("b"));
        write(3, new Put("a", bytes("3")));
        model.forget(at(2));
        assertThat(values(model.asOf(2))).containsExactly("a=2");
        assertThat(values(model.latest())).containsExactly("a=3");
        assertThatIllegalArgumentException().isThrownBy(() -> model.asOf(1));
        assertThatIllegalArgumentException().isThrownBy(() -> model.index(at(1)));
        write(4, new Put("b", bytes("4")));
        assertThat(values(model.asOf(3))).containsExactly("a=3");
        assertThat(values(model.latest())).containsExactly("a=3", "b=4");
    }

    @Test
    void timeDoesNotGoBack() {
        write(2, new Put("a", bytes("1")));
        assertThatIllegalArgumentException().isThrownBy(() -> write(1, new Put("a", bytes("2"))));
    }

    @Test
    void aSessionEndsBetweenOneAndTwoTtlsOfItsLastRenewal() {
        model.catalog().alive("n1", at(0));
        model.sessions().create("s", "n1", TTL, Duration.ZERO, at(0));
        write(0, new Lock("lock", bytes("1"), "s"));
        assertThat(model.sessions().renew("s", at(300))).isTrue();
        assertThat(model.sessions().nextMayEnd()).contains(at(900));
        assertThat(model.sessions().expirable(at(899))).isEmpty();
        assertThatIllegalStateException().isThrownBy(() -> model.sessions().expire("s", at(899)));
        assertThat(model.sessions().expirable(at(900)))
                .extracting(Session::mustEnd)
                .containsExactly(at(1500));
        model.newLeader(at(1000));
        assertThat(model.sessions().nextMayEnd()).contains(at(1600));
        model.sessions().expire("s", at(1700));
        assertThat(model.latest().get("lock")).isEmpty();
        assertThat(model.sessions().renew("s", at(1700))).isFalse();
    }

    @Test
    void aLockDelayEndsWithItsTime() {
        model.catalog().alive("n1", at(0));
        model.sessions().create("s", "n1", TTL, Duration.ofSeconds(15), at(0));
        model.sessions().create("t", "n1", TTL, Duration.ZERO, at(0));
        write(0, new Lock("lock", bytes("1"), "s"));
        model.sessions().destroy("s", at(1));
        assertThat(write(15, new Lock("lock", bytes("1"), "t"))).isInstanceOf(Written.Refused.class);
        assertThat(write(16, new Lock("lock", bytes("1"), "t"))).isEqualTo(new Written.Applied());
    }

    @Test
    void observersAreToldWhatChangedAndWhatWasRefused() {
        List<String> told = new ArrayList<>();
        model.observe(new Observer() {
            @Override
            public void applied(long index, Duration now, List<Change> changes) {
                changes.forEach(change -> told.add(index + " " + now + " " + change.key() + ": "
                        + change.before().map(ConsulModelTest::value).orElse("-") + " to "
                        + change.after().map(ConsulModelTest::value).orElse("-")));
            }

            @Override
            public void refused(long index, Duration now, List<Operation> operations, List<String> reasons) {
                told.add(index + " " + now + " " + reasons);
            }
        });
        write(1, new Put("b", bytes("1")), new Put("a", bytes("1")));
        write(2, new Put("b", bytes("1")), new Delete("none"));
        write(3, new RequireAbsent("a"), new Put("a", bytes("2")));
        write(4, new Put("a", bytes("2")), new Delete("b"));
        assertThat(told)
                .containsExactly(
                        "1 PT1S a: - to 1",
                        "1 PT1S b: - to 1",
                        "3 PT3S [key \"a\" exists]",
                        "4 PT4S a: 1 to 2",
                        "4 PT4S b: 1 to -");
    }

    @Test
    void instancesHaveTheirNodesChecksAndAreGoneWithTheirNode() {
        Check passing = new Check("service:web", "web", "passing", "");
        model.catalog().alive("n2", at(0));
        model.catalog().register("n2", new LocalService("web", "web", List.of("rebootmgr")), List.of(passing), at(0));
        long then = model.index();
        model.catalog().failed("n2", at(1));
        assertThat(model.latest().instances("web"))
                .singleElement()
                .satisfies(instance -> assertThat(instance.checks())
                        .extracting(Check::id, Check::status)
                        .containsExactly(
                                org.assertj.core.groups.Tuple.tuple("serfHealth", "critical"),
                                org.assertj.core.groups.Tuple.tuple("service:web", "passing")));
        model.catalog().deregister("n2", at(2));
        assertThat(model.latest().instances("web")).isEmpty();
        assertThat(model.asOf(then).instances("web")).extracting(Instance::node).containsExactly("n2");
    }

    private Written write(int second, Operation... operations) {
        return model.write(List.of(operations), at(second));
    }

    private static Duration at(int second) {
        return Duration.ofSeconds(second);
    }

    private static List<String> values(Replica replica) {
        return replica.under("").stream()
                .map(entry -> entry.key() + "=" + value(entry))
                .toList();
    }

    private static String value(Entry entry) {
        return new String(entry.value(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
