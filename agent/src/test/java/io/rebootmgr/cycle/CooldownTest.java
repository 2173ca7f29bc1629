package io.rebootmgr.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.consul.Written;
import io.rebootmgr.facts.ConfirmedFacts;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimState;
import io.rebootmgr.slot.Freed;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whose slot, when it is given back without a reboot that succeeded, begins the cooldown of the group. */
class CooldownTest {
    private static final Keys KEYS = new Keys("test");

    private final World world = new World("web1", "web", KEYS);
    private final List<Operation> written = new ArrayList<>();

    /** Nobody knows how far it was taken out of service: what comes behind it waits as behind every return. */
    @ParameterizedTest
    @EnumSource(names = {"CHANGING", "REBOOTING", "RETURNING"})
    void aCommittedClaimThatIsGivenUpBeginsIt(ClaimState state) throws Exception {
        assertThat(givenUp(view(Optional.of(claim(state)), Optional.empty())).at())
                .contains(world.now());
    }

    @Test
    void oneThatOnlyPreparedBeginsNone() throws Exception {
        assertThat(givenUp(view(Optional.of(claim(ClaimState.PREPARING)), Optional.empty()))
                        .at())
                .isEmpty();
    }

    /** Everybody in the group can write the list. */
    @Test
    void theWordOfTheNodeCountsAndNotTheList() throws Exception {
        Optional<Claim> changing = Optional.of(claim(ClaimState.CHANGING));
        assertThat(givenUp(view(Optional.of(claim(ClaimState.PREPARING)), changing))
                        .at())
                .as("turned back in the list")
                .isPresent();
        assertThat(givenUp(view(Optional.empty(), changing)).at())
                .as("not in the list any more")
                .isPresent();
    }

    /** The operator who released it began the cooldown with that. */
    @Test
    void oneThatWasReleasedBeforeBeginsNoSecondOne() throws Exception {
        assertThat(givenUp(view(Optional.empty(), Optional.empty())).at()).isEmpty();
    }

    /** Between the look for the claim and the write that frees its slot the node commits. */
    @Test
    void aReleaseThatMeetsACommitBeginsIt() throws Exception {
        View prepares = view(Optional.of(claim(ClaimState.PREPARING)), Optional.empty());
        Claim committed = claim(ClaimState.CHANGING);
        View changes = view(Optional.of(committed), Optional.of(committed));

        assertThat(released(prepares, changes)).contains("\"freed\"");
        written.clear();
        assertThat(released(prepares, prepares)).doesNotContain("\"freed\"");
    }

    private Freed givenUp(View view) throws MalformedJson {
        LocalClaim local = LocalClaims.at(
                LocalClaim.Step.GIVING_UP, "", Entry.begun("c1", "web1", "web", "update", List.of(), Instant.EPOCH));
        Ports ports = new Ports(seeing(new ArrayDeque<>(List.of(view))), world, world, world, () -> "claim");
        GivingUp edit = new GivingUp(ports, world.self(), local, new Outcome(ExitCode.STOPPED, "stop"), true);
        ConfirmedFacts facts = ConfirmedFacts.read(ports.consul(), world, world.self());
        return edit.next(facts, facts.slots("web")).orElseThrow().freed();
    }

    private String released(View... seen) {
        Ports ports = new Ports(seeing(new ArrayDeque<>(List.of(seen))), world, world, world, () -> "claim");
        assertThat(new Release(ports, world.self()).carryOut(new Release.Order("web1", "c1", "bob", "dead")))
                .isInstanceOf(Release.Result.Released.class);
        return written.stream()
                .filter(operation -> operation.key().equals(KEYS.slots("web")))
                .map(operation -> new String(((Operation.PutIf) operation).value(), StandardCharsets.UTF_8))
                .findFirst()
                .orElseThrow();
    }

    private static View view(Optional<Claim> listed, Optional<Claim> out) {
        List<View.Entry> entries = new ArrayList<>(List.of(
                new View.Entry(
                        KEYS.config(), "{\"cooldown\":\"1h\"}".getBytes(StandardCharsets.UTF_8), 5, Optional.empty()),
                new View.Entry(KEYS.slots("web"), new Slots(listed.stream().toList()).bytes(), 9, Optional.empty())));
        out.ifPresent(claim -> entries.add(new View.Entry(
                KEYS.out("web", "web1"), new Out(claim, Duration.ofHours(1), "").bytes(), 7, Optional.empty())));
        return new View(entries);
    }

    /** The last of these views stays; the line is asked for on its own, and is empty. */
    private Consul seeing(Deque<View> seen) {
        return (Consul) Proxy.newProxyInstance(
                Consul.class.getClassLoader(), new Class<?>[] {Consul.class}, (self, method, arguments) -> {
                    if (method.getName().equals("read")) {
                        boolean ofLine = arguments[1].equals(List.of(KEYS.waitingIn("web")));
                        return ofLine ? new View(List.of()) : seen.size() > 1 ? seen.pop() : seen.peek();
                    }
                    for (Object operation : (List<?>) arguments[0]) {
                        written.add((Operation) operation);
                    }
                    return new Written.Applied();
                });
    }

    private static Claim claim(ClaimState state) {
        return new Claim("c1", "web1", state, "boot", "", Instant.EPOCH, "update", List.of());
    }
}
