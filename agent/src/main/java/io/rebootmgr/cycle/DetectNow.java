package io.rebootmgr.cycle;

import io.rebootmgr.detect.Detection;
import io.rebootmgr.detect.Detectors;
import io.rebootmgr.facts.ConfirmedFacts;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.host.Host;
import io.rebootmgr.host.HostException;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.verdict.ExitCode;
import java.util.List;
import java.util.Optional;

/**
 * Asks this node's detectors because somebody wants to know. Whoever may take the node's lock keeps what they say for
 * the next runs; beside a run at work, or without the rights, they are asked all the same and nothing is kept.
 */
public final class DetectNow {
    private final Ports ports;
    private final Self self;

    public DetectNow(Ports ports, Self self) {
        this.ports = ports;
        this.self = self;
    }

    /** What came of asking. */
    public sealed interface Result {}

    /**
     * They were asked.
     *
     * @param skipped what stands in their directory and is none, each with the reason
     * @param kept whether the next runs go by it; else {@code why} says why not
     */
    public record Asked(List<Detection> detections, List<String> skipped, boolean kept, String why) implements Result {}

    /** They were not. */
    public record Failed(Outcome outcome) implements Result {}

    /** Asks; a Consul that does not answer passes through as its exception, and so does {@code Terminated}. */
    public Result ask() {
        Optional<Host.Lock> lock;
        String why = "a run is at work";
        try {
            lock = ports.host().lock();
        } catch (HostException e) {
            lock = Optional.empty();
            why = String.valueOf(e.getMessage());
        }
        try {
            return ask(lock.isPresent(), why);
        } finally {
            if (lock.isPresent()) {
                ports.host().doingNothing();
                lock.get().close();
            }
        }
    }

    private Result ask(boolean locked, String why) {
        Facts facts = ConfirmedFacts.read(ports.consul(), ports.host(), self);
        Optional<Outcome> against = against(facts);
        if (against.isPresent()) {
            return new Failed(against.get());
        }
        if (locked) {
            ports.doing("asking the detectors what this node needs");
            Optional<String> running = ports.tasks().endLeftovers();
            if (running.isPresent()) {
                return new Failed(new Outcome(ExitCode.TASK_FAILED, running.get()));
            }
        }
        Policy policy = facts.policy().orDefaults();
        SessionGuard guard = SessionGuard.ofStopFlags(ports, self);
        Optional<String> programs = ports.host().detectors();
        Detectors.Answer answer = new Detectors(
                        ports.tasks(), Detecting.environment(self, "", facts), policy.detectTimeout(), guard, !locked)
                .ask();
        return switch (answer) {
            case Detectors.Refused(String cause) -> new Failed(new Outcome(ExitCode.INVALID, cause));
            case Detectors.CutShort(String stopped) ->
                new Failed(guard.broken().orElseGet(() -> new Outcome(ExitCode.STOPPED, stopped)));
            case Detectors.Answers(List<Detection> detections, List<String> skipped) ->
                locked && programs.isPresent()
                        ? keep(facts, policy, programs.get(), detections, skipped)
                        : new Asked(detections, skipped, programs.isEmpty(), why);
        };
    }

    private Result keep(Facts facts, Policy policy, String programs, List<Detection> detections, List<String> skipped) {
        try {
            Detecting.save(ports, policy, facts, programs, detections);
            return new Asked(detections, skipped, true, "");
        } catch (HostException e) {
            return new Asked(detections, skipped, false, String.valueOf(e.getMessage()));
        }
    }

    private static Optional<Outcome> against(Facts facts) {
        return facts.stop()
                .map(stop -> new Outcome(ExitCode.STOPPED, "not asked: " + stop.text()))
                .or(() -> facts.lease()
                        .holder(facts.self().zone())
                        .map(holder -> new Outcome(ExitCode.LEASED, "not asked: this node is leased by " + holder)));
    }
}
