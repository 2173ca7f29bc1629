package io.rebootmgr.consul;

import static io.rebootmgr.consul.Adapters.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.testing.ConsulServer;
import io.rebootmgr.testing.Unique;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Reading prefixes of a real Consul. */
class ReadIT {
    private static final int FLEET = 10_000;

    private final ConsulAdapter consul = Adapters.at(ConsulServer.http());
    private final Keys keys = new Keys(Unique.name("it"));

    @ParameterizedTest
    @EnumSource
    void severalPrefixesComeInOneAnswer(Consistency consistency) {
        ConsulServer.api().putValue(keys.stop(), "no power");
        ConsulServer.api().putValue(keys.nodeConfig("web1"), "{}");
        View view = consul.read(
                consistency, List.of(keys.stop(), keys.config(), keys.node("web1"), keys.node("db1"), keys.stop()));
        assertThat(view.get(keys.stop()).orElseThrow().text()).isEqualTo("no power");
        assertThat(view.index(keys.nodeConfig("web1"))).isPositive();
        assertThat(view.index(keys.config())).isZero();
        assertThat(view.under(keys.nodes())).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void namesOfKeysComeWithoutTheirValues(Consistency consistency) {
        ConsulServer.api().putValue(keys.stop(), "x");
        ConsulServer.api().putValue(keys.history("web1"), "x".repeat(400_000));
        assertThat(consul.keys(consistency, keys.prefix() + "/")).containsExactly(keys.history("web1"), keys.stop());
        assertThat(consul.keys(consistency, keys.groups())).isEmpty();
    }

    @Test
    void aNodeDoesNotReadAnotherWhoseNameBeginsLikeItsOwn() {
        ConsulServer.api().putValue(keys.rebootRequired("web10"), "kernel");
        View view = consul.read(Consistency.DEFAULT, List.of(keys.node("web1")));
        assertThat(view.under("")).isEmpty();
    }

    @Test
    void namesWithUnusualCharactersAreReadBack() {
        String odd = keys.prefix() + "/odd/a b%2F\"ü";
        consul.write(List.of(new Operation.Put(odd, bytes("1"))));
        assertThat(consul.read(Consistency.CONSISTENT, List.of(keys.prefix() + "/odd/a b"))
                        .under(""))
                .extracting(View.Entry::key)
                .containsExactly(odd);
    }

    @Test
    void aFleetOfTenThousandIsReadAtOnce() {
        byte[] status = bytes("{\"state\":\"idle\"}".repeat(10));
        List<Operation> batch = new ArrayList<>();
        for (int node = 0; node < FLEET; node++) {
            batch.add(new Operation.Put(keys.status("node" + node), status));
            if (batch.size() == Operation.MOST || node == FLEET - 1) {
                assertThat(consul.write(batch)).isEqualTo(new Written.Applied());
                batch.clear();
            }
        }
        assertThat(consul.read(Consistency.CONSISTENT, List.of(keys.nodes())).under(keys.nodes()))
                .hasSize(FLEET);
        ConsulServer.api().delete(keys.nodes());
    }
}
