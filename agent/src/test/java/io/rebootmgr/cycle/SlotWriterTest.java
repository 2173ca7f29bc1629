package io.rebootmgr.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.consul.Written;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimState;
import io.rebootmgr.slot.Out;
import io.rebootmgr.slot.Slots;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SlotWriterTest {
    private static final Keys KEYS = new Keys("test");
    private static final Claim OF_WEB2 = claim("web2", ClaimState.RETURNING);
    private static final Claim FORGED = claim("web1", ClaimState.PREPARING);

    private final World world = new World("web1", "web", KEYS);
    private final List<Operation> written = new ArrayList<>();

    /**
     * A node that gives its slot back while the list does not have it leaves the list as it is: Consul gives the same
     * value no new index.
     */
    @Test
    void whatTheListHasLostIsPutBackOnlyAsLongAsItsNodeSaysSo() {
        disown(List.of(FORGED));
        assertThat(written).contains(new Operation.RequireIndex(KEYS.out("web", "web2"), 7));
    }

    @Test
    void whatTheListHasIsNoCondition() {
        disown(List.of(FORGED, OF_WEB2));
        assertThat(written).noneMatch(Operation.RequireIndex.class::isInstance);
    }

    private void disown(List<Claim> listed) {
        byte[] out = new Out(OF_WEB2, Duration.ofHours(1), "").bytes();
        View view = new View(List.of(
                new View.Entry(KEYS.slots("web"), new Slots(listed).bytes(), 9, Optional.empty()),
                new View.Entry(KEYS.out("web", "web2"), out, 7, Optional.empty())));
        Ports ports = new Ports(holding(view), world, world, world, () -> "claim");
        assertThat(Disowning.carryOut(ports, world.self(), "web", List.of(FORGED)))
                .isEmpty();
    }

    private Consul holding(View view) {
        return (Consul) Proxy.newProxyInstance(
                Consul.class.getClassLoader(), new Class<?>[] {Consul.class}, (self, method, arguments) -> {
                    if (method.getName().equals("read")) {
                        return view;
                    }
                    assertThat(method.getName()).isEqualTo("write");
                    for (Object operation : (List<?>) arguments[0]) {
                        written.add((Operation) operation);
                    }
                    return new Written.Applied();
                });
    }

    private static Claim claim(String node, ClaimState state) {
        return new Claim("of-" + node, node, state, "boot", "", Instant.EPOCH, "update", List.of());
    }
}
