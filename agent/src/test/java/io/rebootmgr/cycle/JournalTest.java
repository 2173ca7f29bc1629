package io.rebootmgr.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.consul.Written;
import io.rebootmgr.facts.ConfirmedFacts;
import io.rebootmgr.gate.Evidence;
import io.rebootmgr.gate.GateResult;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.Boot;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.logbook.NodeStatus.Last;
import io.rebootmgr.logbook.NodeStatus.Parked;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.logbook.Userspace;
import io.rebootmgr.trigger.Trigger;
import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JournalTest {
    private static final Keys KEYS = new Keys("test");
    private static final Trigger OLD_FILE = new Trigger(Trigger.Kind.FILE, "/run/reboot-required", "7:1", "");
    private static final Trigger NEW_FILE = new Trigger(Trigger.Kind.FILE, "/run/reboot_required", "8:1", "");

    private final World world = new World("web1", "web", KEYS);

    @Test
    void aFileThatWasParkedStaysParkedWhenTheNodeRebootsForSomethingElse() throws Exception {
        NodeStatus status = afterARebootFor(List.of(), List.of(OLD_FILE));
        assertThat(status.parked()).containsExactly(new Parked(OLD_FILE.name(), OLD_FILE.mark()));
        assertThat(status.state()).isEqualTo(State.PARKED);
    }

    @Test
    void aFileThatIsParkedJoinsOneThatWas() throws Exception {
        NodeStatus status = afterARebootFor(List.of(NEW_FILE), List.of(OLD_FILE, NEW_FILE));
        assertThat(status.parked()).extracting(Parked::mark).containsExactly(OLD_FILE.mark(), NEW_FILE.mark());
    }

    @Test
    void aParkedFileThatIsGoneIsForgotten() throws Exception {
        NodeStatus status = afterARebootFor(List.of(), List.of());
        assertThat(status.parked()).isEmpty();
        assertThat(status.state()).isEqualTo(State.IDLE);
    }

    @Test
    void theStatusIsRepeatedOnItsOwnIndexAndOnNothingElse() throws Exception {
        NodeStatus before = new NodeStatus(
                "web", State.FAILED, "6.1", world.bootId(), "an older agent", 2, Optional.empty(), List.of());
        NodeStatus repeated = repeated(before);
        assertThat(repeated.failures()).isEqualTo(2);
        assertThat(repeated.agentVersion()).isEqualTo("test");
    }

    /** Its canary may stand in a soak that it is judged by. */
    @Test
    void aNodeThatIsHeldTellsOfASoftRebootAndOfAnotherKernel() throws Exception {
        world.userspace = "1/b";
        world.userspaceSign = "second";
        NodeStatus before = new NodeStatus(
                        "web", State.HELD, "5.10", world.bootId(), "test", 0, Optional.empty(), List.of())
                .in(new Userspace("0/a", "first"))
                .seen(world.now());
        NodeStatus repeated = repeated(before);
        assertThat(repeated.boot()).isEqualTo(new Boot(world.bootId(), "1/b"));
        assertThat(repeated.kernel()).isEqualTo(world.kernel());
    }

    @Test
    void whoIsHeldTellsWhenThatIsOver() {
        Instant end = world.now().truncatedTo(ChronoUnit.MINUTES).plus(5, ChronoUnit.MINUTES);
        GateResult window = new GateResult(
                "window",
                new Verdict.Hold(ExitCode.WINDOW, "outside every window", Optional.of(end)),
                false,
                new Evidence.None());
        assertThat(held(window).until()).contains(end);
        assertThat(held(window).reason()).isEqualTo("held by window: outside every window");
    }

    /** Who holds the slots changes with each reboot, and is not told. */
    @ParameterizedTest
    @CsvSource({
        "slot, waiting for a slot",
        "domain, waiting for a slot within the limits of failure domains",
    })
    void whoWaitsTellsWhatFor(String gate, String reason) {
        Verdict full = new Verdict.Hold(ExitCode.NO_SLOT, "1 of 1 taken: web7");
        assertThat(held(new GateResult(gate, full, false, new Evidence.None())).reason())
                .isEqualTo(reason);
    }

    private Last held(GateResult gate) {
        List<Operation> written = new ArrayList<>();
        Consul consul = (Consul) Proxy.newProxyInstance(
                Consul.class.getClassLoader(), new Class<?>[] {Consul.class}, (self, method, arguments) -> {
                    if (method.getName().equals("read")) {
                        return new View(List.of());
                    }
                    ((List<?>) arguments[0]).forEach(operation -> written.add((Operation) operation));
                    return new Written.Applied();
                });
        new Journal(new Ports(consul, world, world, world, () -> "claim"), world.self())
                .tell(Outcome.held(gate), State.HELD);
        return written.stream()
                .filter(Operation.PutIf.class::isInstance)
                .map(Operation.PutIf.class::cast)
                .filter(put -> put.key().equals(KEYS.status("web1")))
                .map(put -> last(put.value()))
                .findFirst()
                .orElseThrow();
    }

    private static Last last(byte[] status) {
        try {
            return NodeStatus.parse(status).last().orElseThrow();
        } catch (MalformedJson e) {
            throw new AssertionError(e);
        }
    }

    /** What is written when this stood there. */
    private NodeStatus repeated(NodeStatus before) throws Exception {
        List<Operation> written = new ArrayList<>();
        Consul consul = (Consul) Proxy.newProxyInstance(
                Consul.class.getClassLoader(), new Class<?>[] {Consul.class}, (self, method, arguments) -> {
                    assertThat(method.getName()).as("what it asks of Consul").isEqualTo("write");
                    for (Object operation : (List<?>) arguments[0]) {
                        written.add((Operation) operation);
                    }
                    return new Written.Refused(List.of("its index is another one"));
                });
        String key = KEYS.status("web1");

        new LifeSign(new Ports(consul, world, world, world, () -> "claim"), world.self())
                .repeat(new View.Entry(key, before.bytes(), 7, Optional.empty()));

        Operation.PutIf put = (Operation.PutIf) written.getFirst();
        assertThat(written).hasSize(1);
        assertThat(put.key()).isEqualTo(key);
        assertThat(put.index()).isEqualTo(7);
        return NodeStatus.parse(put.value());
    }

    /** What the status says when a node on which the old file was parked has rebooted. */
    private NodeStatus afterARebootFor(List<Trigger> obeyed, List<Trigger> present) throws Exception {
        List<Parked> parked = List.of(new Parked(OLD_FILE.name(), OLD_FILE.mark()));
        NodeStatus before = new NodeStatus("web", State.RETURNING, "", "", "", 0, Optional.empty(), parked);
        View view = new View(List.of(new View.Entry(KEYS.status("web1"), before.bytes(), 1, Optional.empty())));
        world.triggers(present);
        Ports ports = new Ports(holding(view), world, world, world, () -> "claim");
        List<Operation> news = new Journal(ports, world.self())
                .rebooted(
                        ConfirmedFacts.read(ports.consul(), world, world.self()),
                        Outcome.done("rebooted"),
                        obeyed,
                        Optional.empty());
        assertThat(news).singleElement().isInstanceOf(Operation.PutIf.class);
        return NodeStatus.parse(((Operation.PutIf) news.get(0)).value());
    }

    /** Is asked for its keys alone. */
    private static Consul holding(View view) {
        return (Consul) Proxy.newProxyInstance(
                Consul.class.getClassLoader(), new Class<?>[] {Consul.class}, (self, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("read");
                    return view;
                });
    }
}
