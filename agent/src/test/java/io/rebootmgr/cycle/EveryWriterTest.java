package io.rebootmgr.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.consul.ClaimList;
import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.consul.Written;
import io.rebootmgr.facts.ConfirmedFacts;
import io.rebootmgr.host.Host;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.json.OtherFields;
import io.rebootmgr.lease.Lease;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.policy.ChangeLog;
import io.rebootmgr.report.StuckClaimsTest;
import io.rebootmgr.rollout.Belief;
import io.rebootmgr.rollout.Followed;
import io.rebootmgr.rollout.NodeResult;
import io.rebootmgr.rollout.Note;
import io.rebootmgr.rollout.Order;
import io.rebootmgr.rollout.Orders;
import io.rebootmgr.rollout.Published;
import io.rebootmgr.rollout.PublishedVersion;
import io.rebootmgr.rollout.Results;
import io.rebootmgr.rollout.Rollout;
import io.rebootmgr.rollout.RolloutWrite;
import io.rebootmgr.rollout.Rollouts;
import io.rebootmgr.rollout.Starting;
import io.rebootmgr.rollout.Versions;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimState;
import io.rebootmgr.slot.Domain;
import io.rebootmgr.slot.Limits;
import io.rebootmgr.slot.NextInLine;
import io.rebootmgr.slot.Out;
import io.rebootmgr.slot.Slots;
import io.rebootmgr.slot.Waived;
import io.rebootmgr.verdict.ExitCode;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every key and file that this program writes, as a newer version left it, after the writer of this one: fields that
 * are not known here stay, in the document and in whatever others may have put into its lists, and so does the word of
 * a state. A key that is new in {@link Keys}, or a file that is new in {@link Host}, has to be listed here.
 */
class EveryWriterTest {
    private static final Keys KEYS = new Keys("p");
    private static final Instant NOW = Instant.parse("2026-02-01T00:00:00Z");
    private static final String CLAIM = """
            {"id":"a","node":"web1","state":"migrating","boot_id":"b","session":"s","since":"2026-01-01T00:00:00Z",
             "reason":"r","services":["web"],"awaited":{"web":true}}""";
    private static final String SLOTS = "{\"claims\":[" + CLAIM + "]}";
    private static final String ENTRY = """
            {"claim":"a","node":"web1","group":"web","reason":"r","by":[],"ignored":[],"started":"2026-01-01T00:00:00Z",
             "kernel_before":"6.1","phases":[{"name":"tasks","milliseconds":7,"times":2},{"name":"down","milliseconds":8}],
             "tasks":[{"stage":"pre","name":"10","code":0,"milliseconds":5},
              {"stage":"pre","name":"20","code":1,"milliseconds":5,"times":3}],
             "setback":{"code":102,"why":"no","at":"2026-01-01T00:00:00Z","times":2},
             "released":{"by":"al","why":"gone","at":"2026-01-01T00:00:00Z"},
             "end":{"code":5,"why":"released by al: gone","at":"2026-01-01T00:00:00Z"}}""";
    private static final String LEASE = """
            {"id":"l","holder":"al","purpose":"p","reason":"r","since":"2026-01-01T00:00:00Z"}""";
    private static final String ORDER = """
            "id":"r1","version":"v2","change":"reboot","groups":["web"],"max_failed":1,"by":"al",
            "started":"2026-01-01T00:00:00Z","waves":[{"name":"rest","soak_s":60,"nodes":2}]""";
    private static final String FAR =
            ",\"open\":0,\"since\":\"2026-01-01T00:00:00Z\",\"state\":\"running\",\"finalized\":[\"web\"],"
                    + "\"fallen\":[{\"node\":\"web1\",\"reason\":\"r\",\"at\":\"2026-01-01T00:00:00Z\"}],"
                    + "\"finalizers\":[{\"group\":\"web\",\"nodes\":[\"web1\"]}]";
    private static final String ROLLOUT = "{" + ORDER + FAR + "}";
    private static final String ROLLOUTS = "{\"rollouts\":[" + ROLLOUT + ","
            + ROLLOUT.replace("r1", "r2").replace("\"web\"", "\"db\"").replace("running", "frozen") + "]}";
    private static final String RECORD = "{\"rollout\":" + ROLLOUT + "," + """
            "results":[{"name":"rest","nodes":2,"ok":1,"failed":1,"running":0,"waiting":0,"skipped":0}],
            "notes":[{"at":"2026-01-01T00:00:00Z","by":"al","what":"started"},
             {"at":"2026-01-02T00:00:00Z","by":"al","what":"paused","why":"lunch"}]}""";
    private static final String CHANGES = """
            {"changes":[{"at":"2026-01-01T00:00:00Z","by":"al","fields":["limit: 1 -> 2"]}]}""";
    private static final String OF_TOMORROW = "of_tomorrow";
    /** Objects whose fields are not ours to name: a field there is one more service, fact or group. */
    private static final Set<String> BY_NAME = Set.of("awaited", "facts", "starts");

    interface Writer {
        byte[] rewritten(byte[] old) throws MalformedJson;
    }

    /** A document that is written again by those who have read it. */
    record Rewritten(String name, String value, Writer writer) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** What is written whole, and why nothing of what stood there goes along. */
    private static final Map<String, String> ANEW = Map.ofEntries(
            Map.entry("stop", "an operator's word, a text or garbage"),
            Map.entry("groupStop", "the same"),
            Map.entry("nodeStop", "the same"),
            Map.entry("pause", "an operator's word, which takes the place of the one before"),
            Map.entry("groupPause", "the same"),
            Map.entry("nodePause", "the same"),
            Map.entry("config", "an operator's editor refuses a field that it does not know, and writes nothing"),
            Map.entry("groupConfig", "the same"),
            Map.entry("disabled", "a text"),
            Map.entry("rebootRequired", "a text"),
            Map.entry("pythonRebootRequired", "a text of another program, only ever deleted"),
            Map.entry("changeRequired", "an operator's request, which takes the place of the one before"),
            Map.entry("preparing", "a lock, and who holds it"),
            Map.entry("rolloutLock", "a lock, and who holds it"),
            Map.entry("rolloutOnce", "what became of a task, under its lock"));

    /** What only other keys begin with. */
    private static final Set<String> ABOVE = Set.of(
            "prefix",
            "outOf",
            "waitingIn",
            "rolloutOrders",
            "rolloutNodes",
            "rolloutLocks",
            "rolloutOnces",
            "rolloutRecords",
            "groups",
            "nodes",
            "group",
            "node");

    /** What a node notes for its own next run, and finds out again where it is lost. */
    private static final Set<String> NOTES = Set.of("saveDetected", "noteLine", "noteSteps", "noteLease");

    private static final List<Rewritten> ALL = List.of(
            new Rewritten("slots", SLOTS, EveryWriterTest::slots),
            new Rewritten(
                    "out",
                    CLAIM.replace("migrating", "rebooting").replace("\"services\"", "\"uptime_ms\":5,\"services\""),
                    old -> Out.in(view(KEYS.out("web", "web1"), old), KEYS, "web", "web1")
                            .orElseThrow()
                            .returning(NOW)
                            .bytes()),
            new Rewritten(
                    "next",
                    "{\"nodes\":[{\"node\":\"web2\",\"named\":\"2026-01-01T00:00:00Z\"}]}",
                    old -> NextInLine.in(view(KEYS.next("web"), old), KEYS, "web")
                            .with("web3", Domain.NONE, 9, new Limits(3), NOW)
                            .without(Slots.NONE)
                            .bytes()),
            new Rewritten("stuck", "{\"told\":[\"c1\"]}", StuckClaimsTest::told),
            new Rewritten("waiting", "{\"since\":\"x\",\"reason\":\"\",\"impact\":50}", EveryWriterTest::waiting),
            new Rewritten("status", """
                    {"group":"web","state":"migrating","kernel":"6.1","boot_id":"b","agent_version":"9","failures":2,
                     "last":{"code":100,"reason":"r","at":"2026-01-01T00:00:00Z"},"looping":["key"],
                     "parked":[{"trigger":"key","mark":"7"},{"trigger":"detector","mark":"7"}],
                     "needs":"hot","facts":{"kernel":"old"}}""", EveryWriterTest::status),
            new Rewritten(
                    "waived",
                    """
                    {"claim":"a","services":[{"name":"web","by":"al","at":"2026-01-01T00:00:00Z",
                    "reason":"r"}]}""",
                    old -> Waived.parse(old)
                            .and(new Waived.Service("db", "bo", NOW, "moved"))
                            .bytes()),
            new Rewritten(
                    "lease",
                    LEASE.replace("\"reason\"", "\"boot_id\":\"b\",\"reason\""),
                    old -> Lease.parse(old).bytes()),
            new Rewritten(
                    "history", "{\"entries\":[" + ENTRY + "],\"leases\":[" + LEASE + "]}", EveryWriterTest::history),
            new Rewritten("rollouts", ROLLOUTS, old -> rolloutWritten(old, KEYS.rollouts(), Orders::pause)),
            new Rewritten("rolloutOrder", "{\"order\":{" + ORDER + "}}", EveryWriterTest::ordered),
            new Rewritten("rolloutNode", """
                    {"id":"r1","wave":"rest","state":"pondering",
                    "at":"2026-01-01T00:00:00Z"}""", old -> NodeResult.parse(old).at(3).bytes()),
            new Rewritten("rolloutRecord", RECORD, old -> rolloutWritten(old, KEYS.rolloutRecord("r1"), Orders::abort)),
            new Rewritten(
                    "versions",
                    """
                    {"versions":[{"version":"v1","kind":"nightly",
                    "published":"2026-01-01T00:00:00Z","by":"al"}]}""",
                    old -> Versions.in(view(KEYS.versions(), old), KEYS)
                            .with(new PublishedVersion(
                                    "v2", PublishedVersion.Kind.MAJOR, NOW, "al", "", Set.of(), OtherFields.NONE))
                            .aborted("v1", Set.of("web"))
                            .bytes()),
            new Rewritten("rolloutStarts", "{\"starts\":{\"db\":\"r9\"}}", EveryWriterTest::starting),
            new Rewritten(
                    "followed",
                    "{\"version\":\"v1\",\"node\":\"web9\",\"begun\":true,\"at\":\"2026-01-01T00:00:00Z\"}",
                    old -> Followed.over("v2", "web1", NOW).bytes(view(KEYS.followed("web"), old), KEYS, "web")),
            new Rewritten(
                    "published",
                    "{\"minor\":\"v1\",\"all\":\"v1\"}",
                    old -> Published.of(
                                    Versions.NONE.with(new PublishedVersion(
                                            "v2",
                                            PublishedVersion.Kind.MINOR,
                                            NOW,
                                            "al",
                                            "",
                                            Set.of(),
                                            OtherFields.NONE)),
                                    view(KEYS.published(), old),
                                    KEYS)
                            .orElseThrow()),
            new Rewritten(
                    "nodeConfig",
                    "{\"limit\":1,\"rollout\":{\"waves\":[{\"name\":\"a\"}]}}",
                    EveryWriterTest::disabled),
            new Rewritten("configChanges", CHANGES, EveryWriterTest::changes),
            new Rewritten("groupConfigChanges", CHANGES, EveryWriterTest::changes),
            new Rewritten("nodeConfigChanges", CHANGES, EveryWriterTest::changes),
            new Rewritten(
                    "saveClaim",
                    "{\"id\":\"c\",\"group\":\"web\",\"step\":\"rebooting\",\"boot_id\":\"b\",\"session\":\"s\","
                            + "\"reason\":\"r\",\"draining\":false,\"reboot_at_uptime_ms\":1,\"overdue_told\":false,"
                            + "\"triggers\":[{\"kind\":\"key\",\"name\":\"k\",\"mark\":\"7\",\"reason\":\"r\"},"
                            + "{\"kind\":\"file\",\"name\":\"k\",\"mark\":\"7:7\",\"reason\":\"r\"}],"
                            + "\"rollout\":{\"id\":\"r1\",\"version\":\"v2\",\"wave\":\"rest\",\"tags\":[]},"
                            + "\"entry\":" + ENTRY + "}",
                    old -> LocalClaimJson.bytes(LocalClaimJson.read(old)
                            .at(LocalClaim.Step.RETURNING)
                            .drainingIs(true)
                            .toldOverdue())));

    static Stream<Rewritten> all() {
        return ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("all")
    void whatIsNotKnownStays(Rewritten document) throws Exception {
        byte[] old = ofTomorrow(document.value());
        Map<String, JsonNode> before = foreign(Json.parse(old));

        JsonNode after = Json.parse(document.writer().rewritten(old));

        assertThat(foreign(after)).as(Json.line(after)).containsExactlyInAnyOrderEntriesOf(before);
    }

    /** With a field that nobody here knows in every object at every level. */
    private static byte[] ofTomorrow(String document) {
        try {
            JsonNode tree = Json.parse(utf8(document));
            addForeign(tree, "", new AtomicInteger());
            return Json.bytes(tree);
        } catch (MalformedJson e) {
            throw new IllegalStateException(document, e);
        }
    }

    private static void addForeign(JsonNode value, String name, AtomicInteger count) {
        value.properties().forEach(field -> addForeign(field.getValue(), field.getKey(), count));
        if (value.isArray()) {
            value.forEach(item -> addForeign(item, name, count));
        }
        if (value instanceof ObjectNode object && !BY_NAME.contains(name)) {
            object.putObject(OF_TOMORROW).putArray("is").add(count.incrementAndGet());
        }
    }

    /**
     * Those fields, and the words of states that are not known, each by where it stands: by fields, and in a list by
     * what its object is told by.
     */
    private static Map<String, JsonNode> foreign(JsonNode document) {
        Map<String, JsonNode> found = new TreeMap<>();
        collect("", document, found);
        return found;
    }

    private static void collect(String at, JsonNode value, Map<String, JsonNode> found) {
        value.properties().forEach(field -> {
            String path = at + "/" + field.getKey();
            String word = field.getValue().asText();
            if (field.getKey().equals(OF_TOMORROW)
                    || (Set.of("migrating", "frozen", "pondering").contains(word) && !path.equals("/state"))) {
                assertThat(found.put(path, field.getValue())).as(path).isNull();
            } else {
                collect(path, field.getValue(), found);
            }
        });
        for (JsonNode item : value.isArray() ? value : Json.array()) {
            StringJoiner told = new StringJoiner(",");
            for (String name : List.of("id", "node", "name", "claim", "trigger", "kind", "group", "at")) {
                told.add(item.path(name).asText());
            }
            collect(at + "[" + told + "]", item, found);
        }
    }

    /** An object in an object that is read anywhere stands in one of the documents above, or this fails. */
    @Test
    void noObjectInAnotherIsForgotten() throws Exception {
        Set<String> listed = new TreeSet<>(Set.of(
                // Notes, see above: what detectors said, what the metrics of the next run need, and what it has to
                // tell.
                "detectors", "told", "untold"));
        for (Rewritten document : ALL) {
            addObjects(Json.parse(utf8(document.value())), listed);
        }
        Pattern read = Pattern.compile("\\.objects?\\(\"(\\w+)\"\\)");
        Set<String> objects = new TreeSet<>();
        for (String sources : List.of("src/main/java", "../common/src/main/java")) {
            try (Stream<Path> files = Files.walk(Path.of(sources))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    read.matcher(Files.readString(file)).results().forEach(found -> objects.add(found.group(1)));
                }
            }
        }
        assertThat(objects).hasSizeGreaterThan(15);
        assertThat(listed).containsAll(objects);
    }

    private static void addObjects(JsonNode value, Set<String> names) {
        value.properties().forEach(field -> {
            if (field.getValue().isObject() || field.getValue().path(0).isObject()) {
                names.add(field.getKey());
            }
            addObjects(field.getValue(), names);
        });
        for (JsonNode item : value.isArray() ? value : Json.array()) {
            addObjects(item, names);
        }
    }

    /** A new key or file is named in one of the lists above, or this fails. */
    @Test
    void nothingThatIsWrittenIsForgotten() {
        Set<String> listed = new TreeSet<>(ANEW.keySet());
        listed.addAll(ABOVE);
        ALL.forEach(document -> listed.add(document.name()));
        assertThat(listed)
                .containsAll(names(
                        Keys.class,
                        method -> method.getReturnType() == String.class
                                && !List.of("toString").contains(method.getName())));
        listed.addAll(NOTES);
        assertThat(listed)
                .containsAll(names(Host.class, method -> method.getName().matches("(save|note)[A-Z].*")));
    }

    private interface Choice {
        boolean takes(Method method);
    }

    private static Set<String> names(Class<?> type, Choice choice) {
        Set<String> names = new TreeSet<>();
        Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && choice.takes(method))
                .forEach(method -> names.add(method.getName()));
        assertThat(names).isNotEmpty();
        return names;
    }

    /** Who counts as what a newer agent has made of it keeps its slot, in either list. */
    private static byte[] slots(byte[] old) throws MalformedJson {
        Slots slots = Slots.in(view(KEYS.slots("web"), old), KEYS, "web");
        assertThat(slots.claims().getFirst().isCommitted()).isTrue();
        assertThat(slots.counting(new View(List.of()), KEYS, "web").claims()).hasSize(1);
        Claim mine = new Claim("m", "web2", ClaimState.PREPARING, "b", "s", NOW, "", List.of());
        byte[] hot = Slots.listed(view(KEYS.of(ClaimList.HOT).slots("web"), old), KEYS.of(ClaimList.HOT), "web")
                .with(mine)
                .bytes();
        return Slots.parse(hot).replacing(mine.rebooting(NOW)).bytes();
    }

    private static byte[] waiting(byte[] old) {
        World world = new World("web1", "web", KEYS);
        Ports ports = ports(world, view(KEYS.waiting("web", "web1"), old), new ArrayList<>());
        ConfirmedFacts facts = ConfirmedFacts.read(ports.consul(), world, world.self());
        return value(new PlaceInLine(ports, world.self()).after(facts, new Outcome(ExitCode.NO_SLOT, "")));
    }

    private static byte[] status(byte[] old) {
        World world = new World("web1", "web", KEYS);
        Ports ports = ports(world, view(KEYS.status("web1"), old), new ArrayList<>());
        ConfirmedFacts facts = ConfirmedFacts.read(ports.consul(), world, world.self());
        return value(new Journal(ports, world.self()).at(facts, State.PREPARING));
    }

    private static byte[] history(byte[] old) {
        World world = new World("web1", "web", KEYS);
        Ports ports = ports(world, view(KEYS.history("web1"), old), new ArrayList<>());
        ConfirmedFacts facts = ConfirmedFacts.read(ports.consul(), world, world.self());
        Entry entry = Entry.begun("b", "web1", "web", "r", List.of(), NOW);
        return value(List.of(new Journal(ports, world.self()).log(facts, entry).orElseThrow()));
    }

    private static byte[] rolloutWritten(byte[] old, String key, Function<Orders, Orders.Answer> order)
            throws MalformedJson {
        View view = key.equals(KEYS.rollouts())
                ? view(key, old)
                : new View(List.of(
                        entry(key, old),
                        entry(KEYS.rollouts(), rollouts(Json.parse(old).path("rollout")))));
        Rollout next = after(Rollouts.in(view, KEYS).of("r1").orElseThrow(), order);
        Results none = Results.of(next, view, KEYS);
        return RolloutWrite.of(view, KEYS, next, none, new Note(NOW, "al", "paused", "")).stream()
                .filter(write -> write.key().equals(key))
                .map(write -> value(List.of(write)))
                .findFirst()
                .orElseThrow();
    }

    /** The rollout after an order; the same where it is so already, or refused. */
    private static Rollout after(Rollout rollout, Function<Orders, Orders.Answer> order) {
        Results none = Results.of(rollout, new View(List.of()), KEYS);
        return order.apply(new Orders(rollout, none, "al", "", NOW)) instanceof Orders.Answer.Obeyed obeyed
                ? obeyed.next()
                : rollout;
    }

    private static byte[] rollouts(JsonNode rollout) {
        ObjectNode all = Json.object();
        all.putArray("rollouts").add(rollout);
        return Json.bytes(all);
    }

    private static byte[] ordered(byte[] old) throws MalformedJson {
        ObjectNode far = (ObjectNode) Json.parse(utf8("{" + FAR.substring(1) + "}"));
        ObjectNode rollout =
                far.setAll((ObjectNode) Json.parse(old).path("order").deepCopy());
        View view = new View(List.of(entry(KEYS.rolloutOrder("r1"), old), entry(KEYS.rollouts(), rollouts(rollout))));
        Rollout said = Rollouts.in(view, KEYS).of("r1").orElseThrow();
        Belief.Ordered believed = (Belief.Ordered) Belief.of(view, KEYS, said);
        return value(RolloutWrite.ordered(view, KEYS, believed, after(said, Orders::pause), Set.of()));
    }

    private static byte[] starting(byte[] old) throws MalformedJson {
        World world = new World("web1", "web", KEYS);
        List<Operation> written = new ArrayList<>();
        Ports ports = ports(world, view(KEYS.rolloutStarts(), old), written);
        Order order = Rollouts.in(view(KEYS.rollouts(), utf8(ROLLOUTS)), KEYS)
                .of("r1")
                .orElseThrow()
                .order();
        // The look after it shows no start of ours: overtaken, and nothing else is written.
        Starting.start(ports.consul(), KEYS, order, new TreeMap<>(), pause -> {}, placed -> {});
        return value(written);
    }

    private static byte[] disabled(byte[] old) {
        World world = new World("web1", "web", KEYS);
        List<Operation> written = new ArrayList<>();
        NodeSwitch.disable(ports(world, view(KEYS.nodeConfig("web1"), old), written), world.self(), "task 10 said so");
        return value(written);
    }

    private static byte[] changes(byte[] old) throws MalformedJson {
        return ChangeLog.parse(old)
                .with(new ChangeLog.Note(NOW, "bo", "", List.of()))
                .bytes();
    }

    /** What is put into the key of the first write that puts something. */
    private static byte[] value(List<Operation> operations) {
        return operations.stream()
                .flatMap(operation -> switch (operation) {
                    case Operation.Put put -> Stream.of(put.value());
                    case Operation.PutIf put -> Stream.of(put.value());
                    default -> Stream.empty();
                })
                .findFirst()
                .orElseThrow();
    }

    private static Ports ports(World world, View view, List<Operation> written) {
        Consul consul = (Consul) Proxy.newProxyInstance(
                Consul.class.getClassLoader(), new Class<?>[] {Consul.class}, (self, method, arguments) -> {
                    if (method.getName().equals("read")) {
                        return view;
                    }
                    for (Object operation : (List<?>) arguments[0]) {
                        written.add((Operation) operation);
                    }
                    return new Written.Applied();
                });
        return new Ports(consul, world, world, world, () -> "id");
    }

    private static View view(String key, byte[] value) {
        return new View(List.of(entry(key, value)));
    }

    private static View.Entry entry(String key, byte[] value) {
        return new View.Entry(key, value, 7, Optional.empty());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
