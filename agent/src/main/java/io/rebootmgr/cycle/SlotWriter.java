package io.rebootmgr.cycle;

import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.consul.Written;
import io.rebootmgr.facts.ConfirmedFacts;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.slot.Limits;
import io.rebootmgr.slot.NextInLine;
import io.rebootmgr.slot.Occupied;
import io.rebootmgr.slot.SlotInvariants;
import io.rebootmgr.slot.Slots;
import io.rebootmgr.verdict.ExitCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Changes a group's slots by compare-and-set and finds out what became of it. An answer that is lost, or a write that
 * reached Consul twice, is settled by reading back: only what stands there counts.
 */
final class SlotWriter {
    private static final int MAX_ATTEMPTS = 50;
    /** A refusal that no change of what was read explains is believed when it comes again with fresh facts. */
    private static final int MAX_REFUSALS = 3;

    /** Where there is no policy. */
    private static final Limits UNKNOWN = new Limits(1);

    private static final Duration PAUSE = Duration.ofMillis(150);

    private final Ports ports;
    private final Self self;
    private final String group;

    SlotWriter(Ports ports, Self self, String group) {
        this.ports = ports;
        this.self = self;
        this.group = group;
    }

    /** A change to make; asked anew with fresh facts for every attempt. */
    interface Edit {
        /** The node whose claims it is about; those of others stay as they are. */
        String node();

        /** The slots as they should be, or empty where the facts do not allow it. */
        Optional<Slots> next(ConfirmedFacts now, Slots slots);

        /** What has to hold, and what else is to be written, in the same transaction. */
        List<Operation> alongside(ConfirmedFacts now);

        /** Whether the change stands there already, all of it that matters. */
        boolean stands(ConfirmedFacts now, Slots slots);

        /** What a claim that it adds has to keep of the policy's limits. */
        default Limits limits(Limits ofPolicy) {
            return ofPolicy;
        }

        /** Whether a stop flag keeps it from being made; what only gives back and puts right is made all the same. */
        default boolean heedsStop() {
            return false;
        }
    }

    /** What became of a change. */
    sealed interface EditEnd {
        /** It stands. */
        record Done() implements EditEnd {}

        /**
         * The facts do not allow it; nothing was written.
         *
         * @param now those facts
         * @param untried nothing was sent either whose answer was lost, so nothing can come to stand there later
         */
        record Declined(ConfirmedFacts now, boolean untried) implements EditEnd {}

        /** One of the conditions alongside does not hold, or a stop flag is set; nothing was written. */
        record Refused(ConfirmedFacts now, List<String> reasons) implements EditEnd {
            /** Consul's words, and what they mean where that is known. */
            private String text() {
                String all = String.join("; ", reasons);
                return all.contains("invalid session")
                        ? "the session of this run has ended, as where this node's Consul agent is restarted (" + all
                                + ")"
                        : all;
            }
        }

        /** The slots, or what goes with them, cannot be read; nothing was written. */
        record Unreadable(String text) implements EditEnd {}

        /** Consul did not say within the time: it may stand there, or come to stand there. */
        record Uncertain(String cause) implements EditEnd {}

        /**
         * How a run ends that does not go on without this change; empty where it stands.
         *
         * @param what it is, for people: "the claim"
         * @param failed the code of one that Consul refused, or did not say what became of
         * @param declined how it ends where the facts did not allow it, unless somebody has leased the node, which is
         *     told then
         */
        default Optional<Outcome> end(String what, ExitCode failed, Optional<Outcome> declined) {
            return switch (this) {
                case Done done -> Optional.empty();
                case Declined not ->
                    declined.map(other -> Outcome.leased(not.now()).orElse(other));
                case Refused refused ->
                    Optional.of(refused.now()
                            .stop()
                            .map(stop -> new Outcome(ExitCode.STOPPED, stop.text()))
                            .orElseGet(() -> new Outcome(failed, "Consul refused " + what + ": " + refused.text())));
                case Unreadable(String text) -> Optional.of(new Outcome(ExitCode.INVALID, text));
                case Uncertain(String cause) -> Optional.of(new Outcome(failed, what + " is uncertain: " + cause));
            };
        }
    }

    /** Makes the change, however often others change the slots meanwhile, for at most {@code patience}. */
    EditEnd make(Edit edit, Duration patience) {
        Duration deadline = ports.clock().elapsed().plus(patience);
        String trouble = "no answer";
        int refusals = 0;
        boolean untried = true;
        Optional<Duration> refusedSince = Optional.empty();
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            if (attempt > 0) {
                if (ports.clock().elapsed().compareTo(deadline) > 0) {
                    break;
                }
                ports.clock().sleep(pause(attempt));
            }
            try {
                Optional<View> waiting = waiting();
                ConfirmedFacts now = ConfirmedFacts.read(ports.consul(), ports.host(), self);
                Slots slots = now.slots(group);
                if (attempt > 0 && edit.stands(now, slots)) {
                    return new EditEnd.Done();
                }
                if (edit.heedsStop() && now.stop().isPresent()) {
                    return new EditEnd.Refused(now, List.of(now.stop().get().text()));
                }
                Optional<Slots> next = edit.next(now, slots);
                if (next.isEmpty()) {
                    return new EditEnd.Declined(now, untried);
                }
                SlotInvariants.check(
                        slots,
                        next.get(),
                        edit.node(),
                        claim -> Slots.counts(claim, now.view(), self.keys(), group),
                        limits(now).map(edit::limits).orElse(UNKNOWN));
                String key = self.keys().slots(group);
                List<Operation> operations = new ArrayList<>(edit.alongside(now));
                operations.add(
                        new Operation.PutIf(key, next.get().bytes(), now.view().index(key)));
                waiting.flatMap(view -> lineFor(now, next.get(), view, operations))
                        .ifPresent(operations::add);
                operations.addAll(0, corrections(now, Operation.MOST - operations.size()));
                switch (ports.consul().write(operations)) {
                    case Written.Applied applied -> {
                        return new EditEnd.Done();
                    }
                    case Written.Unknown unknown -> {
                        untried = false;
                        trouble = unknown.cause();
                    }
                    case Written.Refused refused -> {
                        ConfirmedFacts after = ConfirmedFacts.read(ports.consul(), ports.host(), self);
                        if (edit.stands(after, after.slots(group))) {
                            return new EditEnd.Done();
                        }
                        // Told now, for no time may be left for another attempt; the stop before everything else.
                        if (edit.heedsStop() && after.stop().isPresent()) {
                            return new EditEnd.Refused(
                                    after, List.of(after.stop().get().text()));
                        }
                        if (edit.next(after, after.slots(group)).isEmpty()) {
                            return new EditEnd.Declined(after, untried);
                        }
                        refusals = isOvertaken(operations, now, after) ? 0 : refusals + 1;
                        if (refusals == MAX_REFUSALS) {
                            return new EditEnd.Refused(after, refused.reasons());
                        }
                        trouble = String.join(", ", refused.reasons());
                    }
                }
            } catch (ConsulException e) {
                trouble = e.reason();
                Duration now = ports.clock().elapsed();
                refusedSince = e.kind() == ConsulException.Kind.NO_AGENT
                        ? refusedSince.or(() -> Optional.of(now))
                        : Optional.empty();
                boolean hasLeft = refusedSince
                        .filter(since -> now.minus(since).compareTo(SessionGuard.RESTART) >= 0)
                        .isPresent();
                if (!e.kind().mayPass() || hasLeft) {
                    break;
                }
            } catch (MalformedJson e) {
                return new EditEnd.Unreadable(Facts.malformed(self.keys().slots(group), e));
            }
        }
        return new EditEnd.Uncertain(trouble);
    }

    /** Whether somebody else has changed meanwhile what this write was tied to. */
    private static boolean isOvertaken(List<Operation> operations, ConfirmedFacts before, ConfirmedFacts after) {
        return operations.stream()
                .filter(operation -> operation instanceof Operation.PutIf
                        || operation instanceof Operation.RequireIndex
                        || operation instanceof Operation.DeleteIf)
                .map(Operation::key)
                .anyMatch(key -> before.view().index(key) != after.view().index(key));
    }

    /**
     * What nodes say themselves, and the list does not, is put back into it: as long as they say so. Of more than there
     * is room for some may be put back that have just gone, and take a slot until their node's next run.
     */
    private List<Operation> corrections(ConfirmedFacts now, int most) throws MalformedJson {
        return Slots.corrections(now.view(), self.keys(), group).stream()
                .limit(most)
                .<Operation>map(
                        key -> new Operation.RequireIndex(key, now.view().index(key)))
                .toList();
    }

    /**
     * Who is next in line after this change. Whoever changes the slots says so in the same transaction, for the nodes
     * that wait could each only find out by reading all the others.
     */
    private Optional<Operation> lineFor(ConfirmedFacts now, Slots slots, View waiting, List<Operation> operations) {
        Set<String> without = new HashSet<>();
        slots.claims().forEach(claim -> without.add(claim.node()));
        String prefix = self.keys().waitingIn(group);
        for (Operation operation : operations) {
            if (operation instanceof Operation.Delete(String key) && key.startsWith(prefix)) {
                without.add(key.substring(prefix.length()));
            }
        }
        Limits limits = limits(now).orElse(UNKNOWN);
        NextInLine old = NextInLine.in(now.view(), self.keys(), group);
        NextInLine line = NextInLine.of(
                waiting,
                self.keys(),
                group,
                Occupied.by(slots.claims(), limits),
                without,
                old,
                ports.clock().now());
        String key = self.keys().next(group);
        if (line.equals(old)) {
            return Optional.empty();
        }
        return Optional.of(line.waiters().isEmpty() ? new Operation.Delete(key) : new Operation.Put(key, line.bytes()));
    }

    private Optional<Limits> limits(ConfirmedFacts now) {
        return now.policy().readable().map(self::limits);
    }

    /** Before everything else, for between the reading of the slots and their writing others may change them. */
    private Optional<View> waiting() {
        try {
            return Optional.of(ports.consul()
                    .read(Consistency.CONSISTENT, List.of(self.keys().waitingIn(group))));
        } catch (ConsulException e) {
            return Optional.empty();
        }
    }

    /** Another for every node and attempt, so that those who met once do not meet again. */
    private Duration pause(int attempt) {
        return PAUSE.plusMillis(Math.floorMod(self.node().hashCode() * 31L * attempt, PAUSE.toMillis() * 2));
    }
}
