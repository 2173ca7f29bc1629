package io.rebootmgr.cycle;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.detect.Detected;
import io.rebootmgr.detect.Detection;
import io.rebootmgr.detect.Detectors;
import io.rebootmgr.facts.ConfirmedFacts;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.PolicyState;
import io.rebootmgr.facts.Self;
import io.rebootmgr.gate.DetectorsGate;
import io.rebootmgr.gate.Evidence;
import io.rebootmgr.gate.GateResult;
import io.rebootmgr.host.HostException;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.rollout.NodeTurn;
import io.rebootmgr.task.Stage;
import io.rebootmgr.trigger.Trigger;
import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * When a run asks the node's detectors, and what it makes of an error. What they say stands among the triggers of every
 * look from then on. No constant log: idle runs come here.
 */
final class Detecting {
    private Detecting() {}

    /**
     * Whether a run has to ask them: once an interval, after a boot, and when one of them has changed; never under a
     * stop or a lease, without a policy, or where they are told to be passed over.
     */
    static boolean isDue(Ports ports, RunRequest request, Facts facts) {
        Detected.Due due = Detected.due(ports.host(), facts.policyMark(), facts.askedByRollout());
        if (due == Detected.Due.NO || isHeldOff(request, facts)) {
            return false;
        }
        return facts.policy() instanceof PolicyState.Known known
                && (due == Detected.Due.YES
                        || Detected.isDue(ports.host(), known.policy().detectInterval()));
    }

    private static boolean isHeldOff(RunRequest request, Facts facts) {
        return facts.stop().isPresent()
                || !facts.lease().isFree()
                || request.ignore().contains(DetectorsGate.NAME);
    }

    /**
     * How a run ends that nothing asks for a change, for one of them could not say whether something should; empty
     * where all could, or nobody may ask.
     */
    static Optional<Outcome> error(Ports ports, RunRequest request, Facts facts) {
        if (isHeldOff(request, facts)) {
            return Optional.empty();
        }
        Optional<Verdict.Hold> held = DetectorsGate.held(Detected.in(ports.host()));
        return held.isPresent()
                ? Optional.of(Outcome.held(new GateResult(DetectorsGate.NAME, held.get(), false, new Evidence.None())))
                : Optional.empty();
    }

    /**
     * Asks them if that is due, before anything is claimed: only a stop, or a lease, ends one that runs.
     *
     * @return why the run ends here; empty where it goes on, by what they said
     */
    static Optional<Outcome> whenDue(Ports ports, Self self, RunRequest request, Facts facts) {
        if (!isDue(ports, request, facts) || !(facts.policy() instanceof PolicyState.Known known)) {
            return Optional.empty();
        }
        ports.doing("asking the detectors what this node needs");
        return ask(ports, self, known.policy(), facts, "", SessionGuard.ofStopFlags(ports, self));
    }

    /**
     * Asks them, and keeps what they say.
     *
     * @param facts of which the policy is
     * @param claim the id of the claim under which they are asked; empty for none
     */
    static Optional<Outcome> ask(Ports ports, Self self, Policy policy, Facts facts, String claim, SessionGuard guard) {
        Optional<String> programs = ports.host().detectors();
        Detectors.Answer answer = new Detectors(
                        ports.tasks(), environment(self, claim, facts), policy.detectTimeout(), guard, false)
                .ask();
        return switch (answer) {
            case Detectors.Refused(String cause) -> Optional.of(new Outcome(ExitCode.INVALID, cause));
            case Detectors.CutShort(String why) ->
                Optional.of(guard.broken().orElseGet(() -> new Outcome(ExitCode.STOPPED, why)));
            case Detectors.Answers(List<Detection> detections, List<String> skipped) -> {
                skipped.forEach(each -> LoggerFactory.getLogger(Detecting.class)
                        .warn("skipped in {}: {}", Stage.DETECT.directory(), each));
                yield keep(ports, policy, facts, programs.orElse(""), detections);
            }
        };
    }

    private static Optional<Outcome> keep(
            Ports ports, Policy policy, Facts facts, String programs, List<Detection> detections) {
        for (Detection detection : detections) {
            LoggerFactory.getLogger(Detecting.class)
                    .info(
                            "detector {} says {}{}",
                            detection.name(),
                            detection.said().label(),
                            detection.reason().isEmpty() ? "" : ": " + detection.reason());
        }
        try {
            save(ports, policy, facts, programs, detections);
            return Optional.empty();
        } catch (HostException e) {
            return Optional.of(new Outcome(ExitCode.INVALID, String.valueOf(e.getMessage())));
        }
    }

    /**
     * Keeps what they said in this moment.
     *
     * @throws HostException when it cannot be written down
     */
    static void save(Ports ports, Policy policy, Facts facts, String programs, List<Detection> detections) {
        new Detected(
                        Detected.When.now(ports.host()),
                        programs,
                        facts.policyMark(),
                        facts.askedByRollout(),
                        policy.detectInterval(),
                        detections)
                .save(ports.host());
    }

    /**
     * What each detector is told. Of a version that is to come only where they say what is to be done for it: one that
     * finds it missing would else ask for a change of its own, beside the one that brings it.
     */
    static Map<String, String> environment(Self self, String claim, Facts facts) {
        Map<String, String> environment = Stages.environment(self, claim, "", false);
        boolean isToBring = facts.turn() instanceof NodeTurn.Placed turn && !turn.goesByDetectors();
        if (!claim.isEmpty() || !isToBring) {
            Stages.addRollout(environment, facts);
        }
        environment.put("REBOOTMGR_STAGE", Stage.DETECT.label());
        return environment;
    }

    /**
     * The detectors that asked for this kind of change before it was made, and still do; what nobody obeyed before is
     * not among them, nor what is parked. After a change of a rollout all that ask for it: before that they had not
     * heard of its version.
     */
    static List<Trigger> stillAsking(ConfirmedFacts facts, LocalClaim local, ChangeKind made) {
        try {
            return facts.fresh().stream()
                    .filter(now -> now.kind() == Trigger.Kind.DETECTOR && now.change() == made)
                    .filter(now -> local.rollout().isPresent() || asked(local, now.name(), made))
                    .toList();
        } catch (MalformedJson e) {
            // Its status: then nothing of it can be written, and the brake on reboots is what is left.
            return List.of();
        }
    }

    /** The detectors that ask for another kind of change than this one. */
    static List<String> askingForMore(ConfirmedFacts facts, ChangeKind made) {
        return facts.triggers().stream()
                .filter(now -> now.kind() == Trigger.Kind.DETECTOR && now.change() != made)
                .map(Trigger::name)
                .toList();
    }

    /** A claim whose file was lost knows by its entry in the logbook who asked, and not for what. */
    private static boolean asked(LocalClaim local, String detector, ChangeKind made) {
        List<Trigger> known = local.triggers().stream()
                .filter(before -> before.kind() == Trigger.Kind.DETECTOR)
                .toList();
        return known.isEmpty()
                ? local.entry().by().contains(detector)
                : known.stream().anyMatch(before -> before.name().equals(detector) && before.change() == made);
    }
}
