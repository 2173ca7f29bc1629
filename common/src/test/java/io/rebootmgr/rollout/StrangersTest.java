package io.rebootmgr.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Consul.Member;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whose unreadable place holds a rollout of group web, and whose does not. */
class StrangersTest {
    private static final Keys KEYS = new Keys("p");
    private static final Rollout ROLLOUT = Some.rollout(0);

    private final List<View.Entry> entries = new ArrayList<>();
    private final List<Member> members = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();

    private void put(String key, String value) {
        entries.add(new View.Entry(key, value.getBytes(StandardCharsets.UTF_8), 7, Optional.empty()));
    }

    private void garbled(String node) {
        put(KEYS.rolloutNode(node), "garbage");
    }

    private void isOf(String group, String node) {
        put(
                KEYS.status(node),
                "{\"group\":\"%s\",\"state\":\"idle\",\"kernel\":\"k\",\"boot_id\":\"b\",\"agent_version\":\"1\",\"failures\":0}"
                        .formatted(group));
    }

    private void placed(String node, String wave) {
        put(
                KEYS.rolloutNode(node),
                "{\"id\":\"r1\",\"wave\":\"%s\",\"state\":\"ok\",\"at\":\"2026-01-01T00:00:00Z\"}".formatted(wave));
    }

    private void allArePlaced() {
        placed("c1", "canaries");
        placed("r1", "rest");
    }

    private Set<String> holding() {
        View view = new View(entries);
        Consul consul = (Consul) Proxy.newProxyInstance(
                Consul.class.getClassLoader(), new Class<?>[] {Consul.class}, (self, method, arguments) -> {
                    asked.add(method.getName());
                    return method.getName().equals("members") ? members : view;
                });
        return Strangers.without(consul, Consistency.DEFAULT, view, KEYS, ROLLOUT)
                .unreadable()
                .keySet();
    }

    @Test
    void oneOfAnotherGroupHoldsNothing() {
        allArePlaced();
        garbled("db1");
        isOf("db", "db1");
        assertThat(holding()).isEmpty();
    }

    @Test
    void oneThatNobodyKnowsHoldsNothing() {
        allArePlaced();
        garbled("zz");
        members.add(new Member("zz", "left"));
        assertThat(holding()).isEmpty();
    }

    @Test
    void oneOfItsGroupHolds() {
        allArePlaced();
        garbled("web9");
        isOf("web", "web9");
        garbled("db1");
        isOf("db", "db1");
        assertThat(holding()).containsExactly("web9");
    }

    @Test
    void oneThatIsThereAndHasSaidNothingHolds() {
        allArePlaced();
        garbled("new1");
        members.add(new Member("new1", "failed"));
        assertThat(holding()).containsExactly("new1");
    }

    @Test
    void oneWhoseGroupCannotBeReadHolds() {
        allArePlaced();
        garbled("web9");
        put(KEYS.status("web9"), "garbage");
        assertThat(holding()).containsExactly("web9");
    }

    /** It was in a wave at the start, and has changed its group, or its status is gone. */
    @Test
    void whileOneOfTheRolloutHasNoPlaceEachOfThemMayBeThatOne() {
        placed("r1", "rest");
        garbled("c1");
        isOf("db", "c1");
        garbled("zz");
        assertThat(holding()).containsExactly("c1", "zz");
    }

    @Test
    void whereTheOneThatHasNoPlaceIsKnownTheOthersHoldNothing() {
        placed("r1", "rest");
        garbled("c1");
        isOf("web", "c1");
        garbled("zz");
        assertThat(holding()).containsExactly("c1");
    }

    @Test
    void whereAllCanBeReadNobodyIsAsked() {
        allArePlaced();
        assertThat(holding()).isEmpty();
        assertThat(asked).isEmpty();
    }
}
