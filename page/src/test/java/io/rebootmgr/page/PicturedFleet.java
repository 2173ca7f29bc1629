package io.rebootmgr.page;

import io.rebootmgr.cli.TestNode;
import io.rebootmgr.testing.ConsulApi;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys of a fleet that has been at it for an hour, for pictures: eight web servers reboot, databases get a rollout.
 */
final class PicturedFleet {
    private static final int WEB = 8;
    private static final int DB = 6;
    /** Of the web servers, in order: these are over, the next one is down, and the others wait. */
    private static final int OVER = 4;

    private static final Duration EACH = Duration.ofMinutes(11);

    private final ConsulApi api;
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    private PicturedFleet(ConsulApi api) {
        this.api = api;
    }

    /** Writes it, with the program itself where it can; gives the node of an operator. */
    static TestNode write(ConsulApi api, String consul, Path folder) {
        PicturedFleet fleet = new PicturedFleet(api);
        fleet.put("config", "{\"settle\":\"2m\"}");
        fleet.web();
        for (int n = 1; n <= DB; n++) {
            fleet.status("db", n, "idle", 0, "nothing to do: no trigger");
        }
        TestNode operator = new TestNode(folder.resolve("adm1"), consul, "adm1", "fleet", "admin");
        operator.env("USER", "alice");
        List<String> start = new ArrayList<>(List.of("rollout", "start", "1.4.2", "--change", "hot", "--group", "db"));
        start.addAll(List.of("--canaries", "db1", "--waves", "50%,100%", "--reason", "openssl"));
        String id = BrowserFleet.run(operator, 0, start.toArray(String[]::new)).strip();
        fleet.put(
                "rollout_nodes/db1",
                "{\"id\":\"%s\",\"wave\":\"canaries\",\"state\":\"ok\",\"reason\":\"changed\",\"at\":\"%s\"}"
                        .formatted(id, fleet.ago(Duration.ofMinutes(2))));
        List<String> lease = List.of("lease", "acquire", "db6", "--purpose", "maintenance", "--hold", "--force");
        List<String> words = new ArrayList<>(lease);
        words.addAll(List.of("--reason", "disk swap"));
        BrowserFleet.run(operator, 0, words.toArray(String[]::new));
        return operator;
    }

    private void put(String key, String value) {
        api.putValue("fleet/" + key, value);
    }

    private Instant ago(Duration time) {
        return now.minus(time);
    }

    private void web() {
        put("groups/web/config", "{\"limit\":1}");
        for (int n = 1; n <= WEB; n++) {
            if (n <= OVER) {
                status("web", n, "idle", 0, "rebooted: new kernel");
                history(n, ago(EACH.multipliedBy(OVER + 1 - n)));
            } else if (n > OVER + 1) {
                status("web", n, "held", 4, "waiting for a slot");
                put("nodes/web" + n + "/reboot_required", "new kernel");
                put(
                        "waiting/web/web" + n,
                        "{\"since\":\"%s\",\"reason\":\"new kernel\"}".formatted(ago(Duration.ofMinutes(60L - n))));
            }
        }
        int down = OVER + 1;
        status("web", down, "rebooting", 0, "nothing to do: no trigger");
        put("groups/web/slots", """
                {"claims":[{"id":"c0ffee","node":"web%d","state":"rebooting","boot_id":"b","session":"","since":"%s",\
                "reason":"new kernel"}]}""".formatted(down, ago(Duration.ofSeconds(100))));
    }

    private void status(String group, int number, String state, int code, String reason) {
        put("nodes/" + group + number + "/status", """
                {"group":"%s","state":"%s","kernel":"6.1.0-%d-amd64","boot_id":"b","agent_version":"0.2.0",\
                "failures":0,"speaks":2,"last":{"code":%d,"reason":"%s","at":"%s"}}""".formatted(
                        group, state, state.equals("idle") ? 30 : 29, code, reason, ago(Duration.ofMinutes(number))));
    }

    private void history(int number, Instant began) {
        long drain = 60_000L + number * 9_000L;
        long boot = 190_000L + number * 17_000L;
        put("nodes/web" + number + "/history", """
                {"entries":[{"claim":"c%d","node":"web%d","group":"web","reason":"new kernel","started":"%s",\
                "kernel_before":"6.1.0-29-amd64","kernel_after":"6.1.0-30-amd64","by":["/run/reboot_required"],\
                "ignored":[],"phases":[{"name":"pre_boot_tasks","milliseconds":%d},{"name":"settle",\
                "milliseconds":120000},{"name":"boot","milliseconds":%d},{"name":"health","milliseconds":41000}],\
                "tasks":[],"end":{"code":0,"why":"rebooted: new kernel","at":"%s"}}]}""".formatted(
                        number, number, began, drain, boot, began.plusMillis(drain + boot + 161_000)));
    }
}
