package io.rebootmgr.cycle;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.consul.ClaimList;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.host.HostException;
import io.rebootmgr.policy.Durations;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.slot.Impact;
import io.rebootmgr.slot.WaitingLine;
import io.rebootmgr.task.Stage;
import io.rebootmgr.task.TaskRunner.End;
import io.rebootmgr.task.TaskRunner.Listing;
import io.rebootmgr.task.TaskRunner.Task;
import io.rebootmgr.task.TaskRunner.Watch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What it would cost to take this node now, as the operator's impact program says while the node stands in line. Asked
 * every five minutes at most, however many runs there are; what cannot be told is the most that there is.
 */
final class OwnImpact {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration EVERY = Duration.ofMinutes(5);
    /** A stop flag ends what runs within two seconds; what is over before costs Consul nothing. */
    private static final Duration LOOK = Duration.ofMillis(1500);

    private final Ports ports;
    private final Self self;

    OwnImpact(Ports ports, Self self) {
        this.ports = ports;
        this.self = self;
    }

    private static Policy policy(Facts facts) {
        return facts.policy().readable().orElse(Policy.DEFAULTS);
    }

    /**
     * Asks the program of a node that stands in line, or is about to, where there is one and it is time; only the
     * holder of the node's lock may.
     *
     * @return whether one was run: what was read before is so much older
     */
    boolean ask(Facts facts) {
        if (policy(facts).maxWait().isZero() || self.keys().list() == ClaimList.HOT) {
            ports.host().forgetLine();
            return false;
        }
        Optional<LineMemory> known = LineMemory.of(ports.host());
        Duration up = ports.host().uptime();
        if (known.isPresent() && up.minus(known.get().asked()).compareTo(EVERY) < 0) {
            if (!known.get().inLine()) {
                known.get().standing(true, up).noteOn(ports.host());
            }
            return false;
        }
        Listing listing;
        try {
            listing = ports.tasks().list(Stage.IMPACT);
        } catch (HostException e) {
            listing = new Listing.Refused(String.valueOf(e.getMessage()));
        }
        OptionalInt answer = switch (listing) {
            case Listing.Missing missing -> OptionalInt.empty();
            case Listing.Refused refused -> cannotTell(refused.cause());
            case Listing.Found(List<Task> programs, List<String> skipped) -> {
                if (programs.isEmpty()) {
                    yield skipped.isEmpty() ? OptionalInt.empty() : cannotTell(String.join("; ", skipped));
                }
                yield answer(programs.getFirst(), facts);
            }
        };
        boolean none = listing instanceof Listing.Missing
                || (listing instanceof Listing.Found found
                        && found.tasks().isEmpty()
                        && found.skipped().isEmpty());
        if (none) {
            known.ifPresent(memory -> ports.host().forgetLine());
            return false;
        }
        answer.ifPresent(impact -> LineMemory.with(known, ports.host(), impact).noteOn(ports.host()));
        return true;
    }

    /** Empty where it was ended on our side, which says nothing. */
    private OptionalInt answer(Task program, Facts facts) {
        String reason =
                facts.triggers().isEmpty() ? "" : facts.triggers().getFirst().text();
        ChangeKind change = RunRequest.TIMER.change(DryRun.asking(facts));
        Map<String, String> environment = Stages.environment(self, change, "", reason, false);
        Stages.addRollout(environment, facts);
        environment.put("REBOOTMGR_STAGE", Stage.IMPACT.label());
        return switch (ports.tasks().run(program, environment, PATIENCE, watch())) {
            case End.Exited(int code, var took, String lastError, String firstLine) -> {
                OptionalInt said = code == 0 ? Impact.parse(firstLine) : OptionalInt.empty();
                if (said.isPresent()) {
                    log().info("it would cost {} to take this node now", said.getAsInt());
                    yield said;
                }
                yield cannotTell(
                        code == 0
                                ? "its first line is no whole number from 0 to " + Impact.MOST + ": \"" + firstLine
                                        + "\""
                                : "exit " + code + (lastError.isEmpty() ? "" : ": " + lastError));
            }
            case End.TimedOut(var took, String lastError) ->
                cannotTell("it ran longer than " + Durations.format(PATIENCE) + " and was killed"
                        + (lastError.isEmpty() ? "" : ": " + lastError));
            case End.Ended ended -> OptionalInt.empty();
            case End.NotStarted(String cause) -> cannotTell(cause);
        };
    }

    private Watch watch() {
        SessionGuard stops = SessionGuard.ofStopFlags(ports, self);
        Duration[] looked = {ports.clock().elapsed()};
        return () -> {
            ports.clock().checkTerminated();
            Duration now = ports.clock().elapsed();
            if (now.minus(looked[0]).compareTo(LOOK) < 0) {
                return Optional.empty();
            }
            looked[0] = now;
            return stops.look();
        };
    }

    private static OptionalInt cannotTell(String why) {
        log().warn(
                        "the impact program cannot say what it would cost to take this node now, which is last in line: {}",
                        why);
        return OptionalInt.of(Impact.MOST);
    }

    /** What counts now: none where nobody says anything, or where the node has been in line for {@code max_wait}. */
    int counts(Facts facts) {
        Duration up = ports.host().uptime();
        Duration most = policy(facts).maxWait();
        return LineMemory.of(ports.host())
                .filter(memory -> memory.waitedAt(up).compareTo(most) < 0)
                .map(LineMemory::impact)
                .orElse(Impact.NONE);
    }

    /** What stands in line, or should from now on. */
    int told(Facts facts) {
        int now = counts(facts);
        return facts.place()
                .map(WaitingLine::impact)
                .filter(before -> !Impact.isNews(before, now))
                .orElse(now);
    }

    /** Whether the node stands in line with another impact than it should. */
    boolean isNews(Facts facts) {
        return facts.place()
                .filter(entry -> WaitingLine.impact(entry) != told(facts))
                .isPresent();
    }

    /** The node gives up its place, and may come back for the same reboot. */
    void left() {
        LineMemory.of(ports.host())
                .filter(LineMemory::inLine)
                .ifPresent(
                        memory -> memory.standing(false, ports.host().uptime()).noteOn(ports.host()));
    }

    /** No constant: idle runs come here, and start no log. */
    private static Logger log() {
        return LoggerFactory.getLogger(OwnImpact.class);
    }
}
