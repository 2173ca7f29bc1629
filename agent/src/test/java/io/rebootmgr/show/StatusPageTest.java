package io.rebootmgr.show;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.fleet.Fleet;
import io.rebootmgr.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Every page begins at Consul's keys: as they stand there, so they are shown. */
class StatusPageTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    private final List<View.Entry> entries = new ArrayList<>();

    private StatusPageTest key(String key, String value) {
        return key(key, value, Optional.empty());
    }

    private StatusPageTest key(String key, String value, Optional<String> session) {
        entries.add(new View.Entry("r/" + key, value.getBytes(StandardCharsets.UTF_8), entries.size() + 1, session));
        return this;
    }

    private StatusPageTest status(String node, String state, String more) {
        return key("nodes/" + node + "/status", """
                {"group":"web","state":"%s","kernel":"6.1","boot_id":"b","agent_version":"1","failures":0%s}""".formatted(state, more));
    }

    private static String last(int code, String reason, String at) {
        return ",\"last\":{\"code\":%d,\"reason\":\"%s\",\"at\":\"2026-01-31T%sZ\"}".formatted(code, reason, at);
    }

    private static String claim(String id, String node, String state, String at) {
        return """
                {"id":"%s","node":"%s","state":"%s","boot_id":"b","session":"s1","since":"2026-01-31T%sZ","reason":"new kernel"}""".formatted(id, node, state, at);
    }

    private Fleet fleet() {
        return Fleet.of(new View(entries), new Keys("r"));
    }

    private String page() {
        return StatusPage.of(fleet(), "fleet", NOW, 50, false).text();
    }

    @Test
    void anEmptyConsul() {
        assertThat(page()).isEqualTo("""
                fleet: no status written yet, and no key asks for a reboot; 2026-01-31 12:00:00 UTC
                not initialised: there is no fleet policy; run `rebootmgr init`
                """);
    }

    @Test
    void aFleetAtWork() {
        key("config", "{\"limit\":2}");
        key(
                "groups/web/slots",
                "{\"claims\":[" + claim("3f2a9c11d0e4", "web1", "rebooting", "11:56:48") + ","
                        + claim("77aa0b1c2d3e", "web2", "preparing", "11:59:50") + "]}");
        key("groups/web/preparing/web2", "", Optional.of("s1"));
        key("groups/db/config", "{\"limit\":1}");
        status("web1", "rebooting", last(0, "rebooted: security", "07:00:00"));
        status("web2", "preparing", "");
        status(
                "web3",
                "held",
                last(2, "held by health: service api: 1 of 2 instances pass, needs min_passing=2", "11:59:00"));
        key("nodes/web3/reboot_required", "new kernel");
        status("web4", "idle", last(0, "rebooted: new kernel", "11:50:00"));
        key("web4/reboot_required", "");
        status("web5", "idle", "");
        assertThat(page()).isEqualTo("""
                fleet: 5 nodes: 1 preparing, 1 rebooting, 1 held, 1 wants reboot, 1 idle; 2026-01-31 12:00:00 UTC

                GROUP  SLOTS  HELD BY  STATE      SINCE   CLAIM         REASON
                db     0/1    -
                web    2/2    web1     rebooting  3m 12s  3f2a9c11d0e4  new kernel
                              web2     preparing  10s     77aa0b1c2d3e  new kernel

                NODE  GROUP  STATE         LAST RESULT       WHY
                web1  web    rebooting     ok 5h 0m ago      rebooted: security
                web2  web    preparing     -
                web3  web    held          exit 2 1m 0s ago  asked by key: new kernel
                                                             held by health: service api: 1 of 2 instances pass,
                                                             needs min_passing=2
                web4  web    wants reboot  ok 10m 0s ago     asked by the key r/web4/reboot_required
                                                             rebooted: new kernel
                web5  web    idle          -
                """);
    }

    @Test
    void stopFlagsComeFirstWhateverTheirContent() {
        key("config", "{}")
                .key("stop", "switch\n\u001B[31mwork")
                .key("groups/web/stop", "")
                .key("nodes/web1/stop", "fan");
        assertThat(page()).isEqualTo("""
                fleet: no status written yet, and no key asks for a reboot; 2026-01-31 12:00:00 UTC

                STOPPED    REASON           KEY
                the fleet  switch [31mwork  r/stop
                group web  no reason given  r/groups/web/stop
                node web1  fan              r/nodes/web1/stop

                GROUP  SLOTS  HELD BY  STATE  SINCE  CLAIM  REASON
                web    0/1    -
                """);
    }

    @Test
    void failedAndParkedNodesStandAboveAllOthers() {
        key("config", "{}");
        status("a", "idle", "");
        status(
                "b",
                "parked",
                last(0, "rebooted: x", "11:59:00") + ",\"parked\":[{\"trigger\":\"/etc/asks\",\"mark\":\"1:2\"}]");
        status("c", "failed", last(100, "pre_boot task 10-drain failed with exit 1", "11:00:00"));
        assertThat(page().lines().skip(5))
                .containsExactly(
                        "NODE  GROUP  STATE   LAST RESULT         WHY",
                        "c     web    failed  exit 100 1h 0m ago  pre_boot task 10-drain failed with exit 1",
                        "b     web    parked  ok 1m 0s ago        rebooted: x",
                        "                                         parked: /etc/asks is still there, unchanged",
                        "a     web    idle    -");
    }

    @Test
    void aPreparingClaimWithoutItsSessionDoesNotCount() {
        key("config", "{}")
                .key("groups/web/slots", "{\"claims\":[" + claim("c1", "web1", "preparing", "11:59:00") + "]}");
        assertThat(page()).contains("web    0/1    web1     preparing, session lost  1m 0s  c1     new kernel");
    }

    @Test
    void garbageIsNamedAndTheRestIsShown() {
        key("config", "{\"limit\":\"two\"}")
                .key("groups/web/slots", "[1]")
                .key("nodes/web1/status", "\u0000\u0001binary");
        status("web2", "idle", "");
        key("nodes/bad name\u0007/reboot_required", "x");
        String page = page();
        assertThat(page)
                .contains("web    0/?    -")
                .contains("web2      web    idle")
                .contains("web1      ?      unknown")
                .contains("bad name  ?      wants reboot")
                .contains("UNREADABLE KEY")
                .contains("r/groups/web/slots")
                .contains("r/nodes/web1/status")
                .contains("r/config: limit")
                .doesNotContain("\u0007", "\u0000", "\u0001");
        assertThat(page.lines()).allSatisfy(line -> assertThat(Text.width(line)).isLessThanOrEqualTo(100));
    }

    @Test
    void ofTenThousandNodesOneScreenIsShown() {
        key("config", "{}");
        for (int n = 0; n < 10_000; n++) {
            status("node%05d".formatted(n), n % 1000 == 7 ? "held" : "idle", "");
        }
        String page = page();
        assertThat(page.lines().count()).isEqualTo(57);
        assertThat(page)
                .contains("fleet: 10,000 nodes: 10 held, 9,990 idle;")
                .contains("node09007  web    held")
                .endsWith("… and 9,950 more: 9,950 idle\n");
    }

    @Test
    void narrowedToANodeOnlyWhatReachesItIsShown() {
        key("config", "{}")
                .key("groups/web/stop", "x")
                .key("groups/db/stop", "y")
                .key("nodes/web10/stop", "z");
        status("web1", "idle", "");
        status("web10", "idle", "");
        String page = StatusPage.of(fleet().ofNode("web1"), "node web1", NOW, 50, false)
                .text();
        assertThat(page)
                .startsWith("node web1: 1 node: 1 idle;")
                .contains("group web")
                .doesNotContain("web10", "db");
        assertThat(StatusPage.of(fleet().ofGroup("db"), "group db", NOW, 50, false)
                        .text())
                .contains("group db: no status written yet", "group db  y")
                .doesNotContain("web1");
    }

    @Test
    void programsGetEverythingAsJson() {
        key("config", "{\"limit\":2}")
                .key("stop", "why")
                .key("nodes/web2/status", "[]")
                .key("web3/reboot_required", "k");
        key("groups/web/slots", "{\"claims\":[" + claim("c1", "web1", "rebooting", "11:59:00") + "]}");
        status("web1", "rebooting", last(0, "rebooted: x", "11:59:00"));
        assertThat(Json.line(StatusJson.of(fleet()))).isEqualTo("""
                {"initialised":true,\
                "stops":[{"scope":"fleet","name":"","key":"r/stop","reason":"why"}],\
                "groups":[{"group":"web","limit":2,"taken":1,"claims":[{"id":"c1","node":"web1","state":"rebooting",\
                "counts":true,"since":"2026-01-31T11:59:00Z","reason":"new kernel","boot_id":"b"}]}],\
                "nodes":[{"node":"web1","group":"web","state":"rebooting","reboot_required":[],"failures":0,\
                "kernel":"6.1","boot_id":"b","agent_version":"1",\
                "last":{"code":0,"reason":"rebooted: x","at":"2026-01-31T11:59:00Z"},"parked":[]},\
                {"node":"web2","state":"unknown","reboot_required":[]},\
                {"node":"web3","state":"unknown","reboot_required":[{"key":"r/web3/reboot_required","reason":"k"}]}],\
                "unreadable":[{"key":"r/nodes/web2/status","why":"should be an object, found a list"}]}""");
    }
}
