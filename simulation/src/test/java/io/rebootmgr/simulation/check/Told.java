package io.rebootmgr.simulation.check;

import io.rebootmgr.consul.Consul.Check;
import io.rebootmgr.consul.Consul.Instance;
import io.rebootmgr.consul.Consul.LocalService;
import io.rebootmgr.consul.View;
import io.rebootmgr.simulation.consul.Change;
import io.rebootmgr.simulation.consul.Entry;
import io.rebootmgr.simulation.history.Author;
import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.task.Stage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A history told by hand to all the checks; nodes are web1 and web10 of group web, each on its first boot. */
final class Told {
    private static final String PREFIX = "service/rebootmgr/";

    private final Checks checks;
    private final SortedMap<String, Entry> keys = new TreeMap<>();
    private long index;
    private Duration skipped = Duration.ZERO;

    Told() {
        this(0);
    }

    /** Of nodes with so many hot tasks, and drained ones. */
    Told(int changes) {
        this.checks = new Checks(1, changes);
    }

    Told saw(Happening what) {
        index++;
        checks.saw(now(), what);
        return this;
    }

    private Duration now() {
        return skipped.plusSeconds(index);
    }

    /** Nothing happens for so long. */
    Told later(Duration by) {
        skipped = skipped.plus(by);
        return this;
    }

    /** A key is written without a lock, or deleted where there is no value. */
    Told wrote(Author author, String key, String... value) {
        return wrote(author, new Wish(key, Optional.empty(), value));
    }

    /** Several keys in one transaction. */
    Told wrote(Author author, Wish... wishes) {
        List<Change> changes = new ArrayList<>();
        index++;
        for (Wish wish : wishes) {
            Optional<Entry> before = Optional.ofNullable(keys.get(PREFIX + wish.key));
            Optional<Entry> after = Optional.of(wish.value)
                    .filter(value -> value.length > 0)
                    .map(value -> new Entry(
                            PREFIX + wish.key, value[0].getBytes(StandardCharsets.UTF_8), index, 0, wish.session));
            after.ifPresentOrElse(entry -> keys.put(entry.key(), entry), () -> keys.remove(PREFIX + wish.key));
            changes.add(new Change(PREFIX + wish.key, before, after));
        }
        return saw(new Happening.Applied(author, index, changes));
    }

    /** What is to become of a key. */
    record Wish(String key, Optional<String> session, String... value) {}

    static Wish slots(String... claims) {
        return new Wish("groups/web/slots", Optional.empty(), "{\"claims\":[" + String.join(",", claims) + "]}");
    }

    /** What the node of a claim says of itself. */
    static Wish out(String claim) {
        String node = claim.replaceAll(".*\"node\":\"([^\"]*)\".*", "$1");
        return new Wish("groups/web/out/" + node, Optional.empty(), claim);
    }

    static Wish lock(String node) {
        return new Wish("groups/web/preparing/" + node, Optional.of("session-" + node), "locked");
    }

    static Wish unlock(String node) {
        return new Wish("groups/web/preparing/" + node, Optional.empty());
    }

    static String claim(String node, String state) {
        return "{\"id\":\"claim-" + node + "\",\"node\":\"" + node + "\",\"state\":\"" + state + "\",\"boot_id\":\""
                + node + ".boot0\",\"session\":\"session-" + node + "\",\"since\":\"" + state + "\"}";
    }

    static Author agent(String node) {
        return Author.agent(node, node + ".boot0", 1);
    }

    static Author afterBoot(String node) {
        return Author.agent(node, node + ".boot1", 2);
    }

    Told limit(int limit) {
        return wrote(Author.OPERATOR, "config", "{\"limit\":" + limit + "}");
    }

    /** Takes a slot for a change in service, beside nobody. */
    Told claimsHot(String node) {
        return wrote(agent(node), lock(node), hot(claim(node, "preparing")));
    }

    /** Gives it back. */
    Told changedInService(String node) {
        return wrote(agent(node), unlock(node), hot());
    }

    static Wish hot(String... claims) {
        return new Wish("groups/web/hot", Optional.empty(), "{\"claims\":[" + String.join(",", claims) + "]}");
    }

    Told asked(String node) {
        return wrote(Author.OPERATOR, "nodes/" + node + "/reboot_required", "asked");
    }

    Told claims(String node, String... all) {
        return wrote(agent(node), lock(node), slots(all));
    }

    Told commits(String node, String... all) {
        return looks(node, true).wrote(agent(node), unlock(node), slots(all));
    }

    /** Reads its keys, its services and their instances, of which the other node's passes or does not. */
    Told looks(String node, boolean othersPass) {
        LocalService service = new LocalService("s", "s", List.of("rebootmgr"));
        String other = node.equals("web1") ? "web10" : "web1";
        saw(new Happening.Read(node, 1, view()));
        saw(new Happening.Services(node, 1, List.of(service)));
        return saw(new Happening.Instances(node, 1, "s", List.of(instance(node, true), instance(other, othersPass))));
    }

    private static Instance instance(String node, boolean passes) {
        Check check = new Check("alive", "alive", passes ? "passing" : "critical", "", "s");
        return new Instance(node, "s", "s", List.of("rebootmgr"), List.of(check));
    }

    private View view() {
        return new View(keys.values().stream().map(Entry::shown).toList());
    }

    /** After its boot the node's agent has the service, with its check or without. */
    Told serves(String node, boolean withCheck) {
        return saw(new Happening.Serves(node, node + ".boot1", List.of("s"), withCheck ? List.of("s") : List.of()));
    }

    static String waiver(String claim, String service) {
        return "{\"claim\":\"" + claim + "\",\"services\":[{\"name\":\"" + service + "\"}]}";
    }

    Told task(String node, Stage stage, int code) {
        if (stage == Stage.PRE_BOOT) {
            saw(new Happening.Read(node, 1, view()));
        }
        String name = "10-" + stage.label();
        saw(new Happening.TaskStarted(node, "claim-" + node, stage, name));
        return saw(new Happening.TaskEnded(node, "claim-" + node, stage, name, code));
    }

    Told reboots(String node) {
        looks(node, true).saw(new Happening.RebootCommanded(node, node + ".boot0", true));
        saw(new Happening.WentDown(node, node + ".boot0", true));
        return saw(new Happening.Booted(node, node + ".boot1", false)).serves(node, true);
    }

    Told ends() {
        index++;
        checks.end(now(), List.of());
        return this;
    }

    /** The invariants that were violated, in their order, each once. */
    List<String> violated() {
        return checks.violations().stream().map(Violation::invariant).distinct().toList();
    }
}
