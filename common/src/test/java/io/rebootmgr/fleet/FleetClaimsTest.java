package io.rebootmgr.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FleetClaimsTest {
    private static final Keys KEYS = new Keys("p");

    private static View.Entry entry(String key, String value, String session) {
        return new View.Entry(
                key,
                value.getBytes(StandardCharsets.UTF_8),
                1,
                Optional.of(session).filter(s -> !s.isEmpty()));
    }

    private static String slots(String node, String state) {
        return "{\"claims\":[{\"id\":\"c-" + node + "\",\"node\":\"" + node + "\",\"state\":\"" + state
                + "\",\"boot_id\":\"b\",\"session\":\"s\",\"since\":\"2026-01-01T00:00:00Z\",\"reason\":\"\"}]}";
    }

    @Test
    void everyGroupsClaimsAreFoundWithWhetherTheyCount() {
        View view = new View(List.of(
                entry("p/groups/a/slots", slots("n1", "rebooting"), ""),
                entry("p/groups/b/slots", slots("n2", "preparing"), ""),
                entry("p/groups/c/slots", slots("n3", "preparing"), ""),
                entry("p/groups/c/preparing/n3", "c-n3", "s")));
        FleetClaims claims = FleetClaims.of(view, KEYS);
        assertThat(claims.all())
                .extracting(ClaimInGroup::group, h -> h.claim().node(), ClaimInGroup::counts)
                .containsExactly(tuple("a", "n1", true), tuple("b", "n2", false), tuple("c", "n3", true));
        assertThat(claims.unreadable()).isEmpty();
        assertThat(claims.ofNode("n")).as("names are compared whole").isEmpty();
    }

    @Test
    void whatCannotBeReadIsNamedAndHidesNoOther() {
        View view = new View(List.of(
                entry("p/groups/a/slots", "garbage", ""), entry("p/groups/b/slots", slots("n2", "rebooting"), "")));
        FleetClaims claims = FleetClaims.of(view, KEYS);
        assertThat(claims.all()).hasSize(1);
        assertThat(claims.complaints()).singleElement().asString().contains("p/groups/a/slots");
    }

    @Test
    void onlyAGroupsOwnSlotsKeyHoldsClaims() {
        View view = new View(List.of(
                entry("p/groups/a/preparing/slots", slots("n1", "rebooting"), ""),
                entry("p/groups/slots", slots("n1", "rebooting"), ""),
                entry("p/groups/a/slots/x", slots("n1", "rebooting"), "")));
        assertThat(FleetClaims.of(view, KEYS).all()).isEmpty();
    }
}
