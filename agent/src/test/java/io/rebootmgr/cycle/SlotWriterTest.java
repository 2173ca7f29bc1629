package io.rebootmgr.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.consul.Written;
import io.rebootmgr.lease.Lease;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.logbook.History;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimState;
import io.rebootmgr.slot.Limits;
import io.rebootmgr.slot.Out;
import io.rebootmgr.slot.Slots;
import io.rebootmgr.verdict.ExitCode;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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

    /**
     * The first write is lost, and before the second one somebody takes the claim out of the list: who takes that for
     * his own doing leaves a status that says that it prepares, and the claim is believed when it is put back.
     */
    @Test
    void aClaimThatSomebodyHidIsGivenUpAllTheSame() {
        Claim own = new Claim("c1", "web1", ClaimState.PREPARING, "boot", "", Instant.EPOCH, "update", List.of());
        Entry entry = Entry.begun("c1", "web1", "web", "update", List.of(), Instant.EPOCH);
        LocalClaim local =
                LocalClaims.at(LocalClaim.Step.GIVING_UP, "", entry.ended(2, "held by health", Instant.EPOCH));
        Deque<View> seen = new ArrayDeque<>(List.of(withClaims(entry, own), withClaims(entry)));
        Deque<Written> answers = new ArrayDeque<>(List.of(new Written.Unknown("timeout"), new Written.Applied()));
        Ports ports = new Ports(answering(seen, answers), world, world, world, () -> "claim");
        GivingUp edit = new GivingUp(ports, world.self(), local, new Outcome(ExitCode.HEALTH, "held by health"), true);

        assertThat(new SlotWriter(ports, world.self(), "web").make(edit, Duration.ofMinutes(1)))
                .isEqualTo(new SlotWriter.EditEnd.Done());

        assertThat(answers).as("both were sent").isEmpty();
        assertThat(written.stream().filter(SlotWriterTest::isStatus)).hasSize(2);
    }

    /** Who may not try again says what it met, and not that Consul refused. */
    @Test
    void aCommitThatMeetsALeaseSaysSoWhenNoTimeIsLeft() {
        Claim own = new Claim("c1", "web1", ClaimState.PREPARING, "boot", "s1", Instant.EPOCH, "update", List.of());
        Lease lease = new Lease("l1", "bob", "other", "", Instant.EPOCH, Optional.empty(), Optional.empty());
        LocalClaim local = LocalClaims.at(
                LocalClaim.Step.COMMITTING, "s1", Entry.begun("c1", "web1", "web", "update", List.of(), Instant.EPOCH));
        Deque<View> seen = new ArrayDeque<>(List.of(committing(own), committing(own, lease)));
        Consul consul = answering(seen, new ArrayDeque<>(List.of(new Written.Refused(List.of("exists")))));
        Ports ports = new Ports(consul, world, world, world, () -> "claim");
        Committing edit = new Committing(
                ports,
                world.self(),
                local,
                LocalClaim.Commit.NONE,
                Optional.of(new Committing.First(own, Policy.DEFAULTS, new Limits(1))),
                List.of(),
                ClaimState.REBOOTING);

        var end = new SlotWriter(ports, world.self(), "web")
                .make(edit, Duration.ofMillis(-1))
                .end("the commit", ExitCode.CLAIM_LOST, Optional.of(new Outcome(ExitCode.CLAIM_LOST, "lost")));

        assertThat(end.map(Outcome::code)).contains(ExitCode.LEASED);
    }

    private static View committing(Claim own, Lease... leases) {
        List<View.Entry> entries = new ArrayList<>(List.of(
                new View.Entry(KEYS.config(), "{}".getBytes(StandardCharsets.UTF_8), 5, Optional.empty()),
                new View.Entry(KEYS.preparing("web", "web1"), new byte[0], 6, Optional.of("s1")),
                new View.Entry(KEYS.slots("web"), new Slots(List.of(own)).bytes(), 9, Optional.empty())));
        for (Lease lease : leases) {
            entries.add(new View.Entry(KEYS.lease("web1"), lease.bytes(), 10, Optional.empty()));
        }
        return new View(entries);
    }

    private static View withClaims(Entry entry, Claim... claims) {
        return new View(List.of(
                new View.Entry(KEYS.slots("web"), new Slots(List.of(claims)).bytes(), 9, Optional.empty()),
                new View.Entry(KEYS.history("web1"), new History(List.of(entry)).bytes(), 8, Optional.empty())));
    }

    /** The line is asked for on its own, and is empty. */
    private Consul answering(Deque<View> seen, Deque<Written> answers) {
        return (Consul) Proxy.newProxyInstance(
                Consul.class.getClassLoader(), new Class<?>[] {Consul.class}, (self, method, arguments) -> {
                    if (method.getName().equals("read")) {
                        boolean ofLine = ((List<?>) arguments[1]).size() == 1;
                        return ofLine ? new View(List.of()) : seen.size() > 1 ? seen.pop() : seen.peek();
                    }
                    for (Object operation : (List<?>) arguments[0]) {
                        written.add((Operation) operation);
                    }
                    return answers.pop();
                });
    }

    private static boolean isStatus(Operation operation) {
        return operation instanceof Operation.PutIf put && put.key().equals(KEYS.status("web1"));
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
