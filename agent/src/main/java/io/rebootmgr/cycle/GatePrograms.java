package io.rebootmgr.cycle;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.gate.Programs;
import io.rebootmgr.gate.Round;
import io.rebootmgr.host.HostException;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.task.Stage;
import io.rebootmgr.task.TaskRunner.Listing;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator's gate programs as one part of a run asks them. What they said counts for a minute, unless a new answer
 * is wanted. While they run the stop flags are watched, and the session of a claim is kept: they may take long.
 */
final class GatePrograms {
    private static final Logger LOG = LoggerFactory.getLogger(GatePrograms.class);

    /** The gate that asks them. */
    static final String GATE = "programs";
    /** How long an answer counts; from when it was given, so that slow programs do not run all the time. */
    private static final Duration COUNTS = Duration.ofMinutes(1);

    private final Ports ports;
    private final RunRequest request;
    private final Supplier<SessionGuard> guard;
    private final Set<String> toldSkipped = new HashSet<>();
    private Optional<Programs.Said> last = Optional.empty();
    private Duration answered = Duration.ZERO;
    private boolean cutShort;
    private boolean asked;

    /** @param guard what has to be kept while one runs, asked for at each round */
    GatePrograms(Ports ports, RunRequest request, Supplier<SessionGuard> guard) {
        this.ports = ports;
        this.request = request;
        this.guard = guard;
    }

    /** Before anything is claimed: nothing but a stop flag ends one that runs. */
    static GatePrograms beforeTheClaim(Ports ports, Self self, RunRequest request) {
        return new GatePrograms(ports, request, () -> SessionGuard.ofStopFlags(ports, self));
    }

    /**
     * For whoever tells what a run would do, with {@code REBOOTMGR_DRY_RUN=1}. A dry run holds the node's lock and
     * stops at the first that holds; who only checks wants to see them all. Under a stop flag, and on a node that
     * somebody else has, nothing of the operator's is started.
     */
    static Programs supposed(
            Ports ports, Facts facts, RunRequest request, Policy policy, ChangeKind change, String reason) {
        if (facts.stop().isPresent()) {
            return () -> unasked(ports, "not asked while a stop flag is set");
        }
        if (!facts.lease().isFree()) {
            return () -> unasked(ports, "not asked while this node is leased");
        }
        return heeding(
                request,
                () -> new Round(
                                ports.tasks(),
                                environment(facts, change, "", reason, true),
                                policy.gateTimeout(),
                                SessionGuard.ofStopFlags(ports, facts.self()),
                                !request.dryRun(),
                                !request.dryRun())
                        .ask());
    }

    /** The next look wants new answers, however young the last ones are. */
    void askAnew() {
        last = Optional.empty();
    }

    /** A look begins. */
    void beginLook() {
        asked = false;
    }

    /** Whether one was run since the look began: what was read before that is so much older. */
    boolean wereAsked() {
        return asked;
    }

    /** Whether what they said is no word of theirs: one was ended for what the keys will tell. */
    boolean wereCutShort() {
        return cutShort;
    }

    /** For one look, by its policy. */
    Programs by(Policy policy, ChangeKind change, String claim, String reason, Facts facts) {
        return heeding(request, () -> {
            boolean counts =
                    last.isPresent() && ports.clock().elapsed().minus(answered).compareTo(COUNTS) < 0;
            Programs.Said said = counts ? last.get() : round(policy, environment(facts, change, claim, reason, false));
            last = Optional.of(said);
            return said;
        });
    }

    private Programs.Said round(Policy policy, Map<String, String> environment) {
        SessionGuard kept = guard.get();
        Duration begun = ports.clock().elapsed();
        Programs.Said said = new Round(ports.tasks(), environment, policy.gateTimeout(), kept, false, false).ask();
        answered = ports.clock().elapsed();
        kept.workedFor(answered.minus(begun));
        cutShort = kept.broken().isPresent();
        if (said instanceof Programs.Answers answers) {
            asked = !answers.answers().isEmpty();
            answers.skipped().stream()
                    .filter(toldSkipped::add)
                    .forEach(skipped -> LOG.warn("skipped in {}: {}", Stage.GATE.directory(), skipped));
            ports.listener().asked(answers);
        }
        return said;
    }

    /** Where there are none, that is all that there is to say. */
    private static Programs.Said unasked(Ports ports, String why) {
        try {
            boolean none = switch (ports.tasks().list(Stage.GATE)) {
                case Listing.Missing missing -> true;
                case Listing.Refused refused -> false;
                case Listing.Found found -> found.tasks().isEmpty();
            };
            return none ? new Programs.Answers(List.of(), List.of()) : new Programs.NotAsked(why);
        } catch (HostException e) {
            return new Programs.NotAsked(why);
        }
    }

    /** One that is told to be passed over is not asked: it may be the one that hangs. */
    private static Programs heeding(RunRequest request, Programs programs) {
        return request.ignore().contains(GATE)
                ? () -> new Programs.NotAsked("not asked: ignored on request")
                : programs;
    }

    private static Map<String, String> environment(
            Facts facts, ChangeKind change, String claim, String reason, boolean dryRun) {
        Map<String, String> environment = Stages.environment(facts.self(), change, claim, reason, dryRun);
        Stages.addRollout(environment, facts);
        environment.put("REBOOTMGR_STAGE", Stage.GATE.label());
        return environment;
    }
}
