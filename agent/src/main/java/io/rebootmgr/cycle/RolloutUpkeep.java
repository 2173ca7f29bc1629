package io.rebootmgr.cycle;

import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.consul.Written;
import io.rebootmgr.event.Event;
import io.rebootmgr.event.Event.RolloutNews;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.PolicyState;
import io.rebootmgr.facts.Self;
import io.rebootmgr.fleet.Unplaced;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.rollout.Belief;
import io.rebootmgr.rollout.CanaryMarks;
import io.rebootmgr.rollout.Move;
import io.rebootmgr.rollout.Moves;
import io.rebootmgr.rollout.NodeTurn;
import io.rebootmgr.rollout.Note;
import io.rebootmgr.rollout.Results;
import io.rebootmgr.rollout.Rollout;
import io.rebootmgr.rollout.RolloutState;
import io.rebootmgr.rollout.RolloutWrite;
import io.rebootmgr.rollout.Rollouts;
import io.rebootmgr.rollout.Strangers;
import io.rebootmgr.rollout.Wave;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a run does for the rollout of its group beside its own node: closes a wave, judges its soak, opens the next one,
 * tells people. Nobody in particular has to: any run that looks comes to the same, and of all that write it one does.
 */
final class RolloutUpkeep {
    private static final Logger LOG = LoggerFactory.getLogger(RolloutUpkeep.class);
    /** A wave that is closed, judged, and the next one opened; the rest is for the next run. */
    private static final int MOVES_MOST = 8;

    private final Ports ports;
    private final Self self;
    private final Keys keys;
    private final String id;
    /** By the policy nobody judges by the checks of these nodes. */
    private final Set<String> ignored;

    private RolloutUpkeep(Ports ports, Self self, String id, Set<String> ignored) {
        this.ports = ports;
        this.self = self;
        this.keys = self.keys();
        this.id = id;
        this.ignored = ignored;
    }

    /**
     * Whether it is this run's turn to look after the rollout; who goes down now has no time for it. A stop of the
     * fleet, of its group or of its node stops that, too.
     *
     * @param seen the run's last look
     * @param turn where its node stands by that
     */
    static boolean isDue(Ports ports, Facts seen, NodeTurn.Placed turn, Outcome outcome) {
        if (seen.stop().isPresent()) {
            return false;
        }
        // A failure may be the one too many, and its node the only one that will ever tell people.
        return Journal.failure(outcome)
                || (GroupDuty.isTurn(
                                turn,
                                seen.self().node(),
                                seen.self().group(),
                                ports.clock().now())
                        && !isLeaving(ports));
    }

    /** Looks after it. It neither changes how the run ends nor fails it. */
    static void lookAfter(Ports ports, Facts seen, NodeTurn.Placed turn) {
        ports.doing("looking after rollout " + turn.rollout().id());
        try {
            Set<String> ignored = seen.policy() instanceof PolicyState.Known known
                    ? known.policy().ignoreFailedChecks()
                    : Set.of();
            new RolloutUpkeep(ports, seen.self(), turn.rollout().id(), ignored).move();
        } catch (ConsulException e) {
            if (e.kind() == ConsulException.Kind.FORBIDDEN) {
                LOG.warn("not looked after rollout {}: {}", turn.rollout().id(), e.reason());
            } else {
                LOG.info("not looked after rollout {}: {}", turn.rollout().id(), e.reason());
            }
        }
    }

    private static boolean isLeaving(Ports ports) {
        return LocalClaim.load(ports.host())
                .filter(local -> local.step() == LocalClaim.Step.REBOOTING)
                .isPresent();
    }

    private void move() {
        for (int moves = 0; moves < MOVES_MOST; moves++) {
            List<String> prefixes = new ArrayList<>(RolloutWrite.prefixes(keys, id));
            prefixes.addAll(Facts.stopKeys(self));
            View view = read(prefixes);
            Optional<Belief.Ordered> found = believed(view);
            if (found.isEmpty() || Facts.isStopped(view, self)) {
                return;
            }
            Rollout rollout = found.get().rollout();
            Results results = Strangers.without(ports.consul(), Consistency.CONSISTENT, view, keys, rollout);
            Instant now = ports.clock().now();
            Move next = Moves.next(rollout, results, self.node(), now);
            if (next instanceof Move.Judge(List<String> nodes)) {
                Optional<String> hidden = Soaked.hidden(ports.consul());
                if (hidden.isPresent()) {
                    LOG.warn("rollout {}: how its wave has soaked is left to another node: {}", id, hidden.get());
                    return;
                }
                Duration soak = rollout.wave().map(Wave::soak).orElse(Duration.ZERO);
                SortedMap<String, String> fell = Soaked.fallen(ports.consul(), keys, results, nodes, soak, ignored);
                next = Moves.judged(rollout, results, fell, now);
            } else if (next instanceof Move.Finalize(List<String> groups)) {
                if (isOurs(rollout, groups)) {
                    // Whoever names us may have taken over another node.
                    Optional<String> early = found.get()
                            .holds(results, rollout.order().waves().size(), now, self.zone())
                            .or(() -> Unplaced.holds(ports.consul(), keys, found.get(), results));
                    if (early.isPresent()) {
                        LOG.info("finalize tasks wait: {}", early.get());
                        return;
                    }
                    if (!isFinalized(rollout)) {
                        return;
                    }
                    continue;
                }
                next = choosing(rollout, results, groups);
            }
            if (!(next instanceof Move.Write write) || !isWritten(view, write, results, now, Optional.empty())) {
                return;
            }
        }
    }

    private View read(List<String> prefixes) {
        View view = ports.consul().read(Consistency.CONSISTENT, prefixes);
        return Belief.isUnordered(view, keys, self.group())
                ? ports.consul()
                        .read(
                                Consistency.CONSISTENT,
                                Stream.of(
                                                prefixes,
                                                Belief.prefixes(keys, self.group()),
                                                List.of(CanaryMarks.prefix(keys, self.group(), id)))
                                        .flatMap(List::stream)
                                        .toList())
                : view;
    }

    /** Empty where it is gone, or not to be believed. */
    private Optional<Belief.Ordered> believed(View view) {
        try {
            return Rollouts.in(view, keys)
                    .of(id)
                    .flatMap(said -> Belief.of(view, keys, said) instanceof Belief.Ordered its
                            ? Optional.of(its)
                            : Optional.empty());
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }

    private Optional<Rollout> rollout(View view) {
        return believed(view).map(Belief.Ordered::rollout);
    }

    /** Whether what stands there may be this rollout, and cannot be read, or not be believed. */
    private boolean isUnreadable(View view) {
        try {
            Rollouts all = Rollouts.in(view, keys);
            return all.broken().stream()
                            .anyMatch(one -> one.id().isEmpty() || one.id().equals(id))
                    || (all.of(id).isPresent() && rollout(view).isEmpty());
        } catch (MalformedJson e) {
            return true;
        }
    }

    private boolean isOurs(Rollout rollout, List<String> groups) {
        return groups.contains(self.group())
                && rollout.finale().of(self.group()).contains(self.node());
    }

    /** Runs what comes once for this node's group, and marks it; however often others change the rollouts meanwhile. */
    private boolean isFinalized(Rollout rollout) {
        try (Finalizing finalizing = new Finalizing(ports, self, rollout)) {
            Optional<UnaryOperator<Rollout>> made = finalizing.run();
            if (made.isEmpty()) {
                return false;
            }
            Instant at = ports.clock().now();
            return finalizing.marks(() -> mark(made.get(), finalizing, at));
        }
    }

    /** Whether it stands; empty where others changed the rollouts meanwhile. */
    private Optional<Boolean> mark(UnaryOperator<Rollout> made, Finalizing finalizing, Instant at) {
        View view = read(RolloutWrite.prefixes(keys, id));
        if (isUnreadable(view)) {
            // It is put right some time, and what succeeded must not be forgotten by then.
            return Optional.empty();
        }
        Optional<Rollout> now = rollout(view);
        if (now.isEmpty() || now.get().finale().done().contains(self.group())) {
            return Optional.of(now.isPresent());
        }
        Rollout next = made.apply(now.get());
        boolean failed = next.state() == RolloutState.FAILED;
        Move.Write write = new Move.Write(
                next,
                failed ? Move.Kind.FAILED : Move.Kind.FINALIZING,
                failed ? "failed" : "finalize tasks of group " + self.group() + " succeeded",
                failed ? next.why() : "");
        // An attempt whose answer was lost: somebody may have retried it since.
        if (stands(view, note(write, at))) {
            return Optional.of(true);
        }
        return isWritten(view, write, Results.of(next, view, keys), at, finalizing.condition())
                ? Optional.of(true)
                : Optional.empty();
    }

    /** Where none of the nodes that were chosen for a group is alive, and in it, others are. */
    private Move choosing(Rollout rollout, Results results, List<String> groups) {
        Set<String> alive = new HashSet<>(Soaked.alive(ports.consul()));
        Set<String> gone = new HashSet<>();
        List<String> orphaned = new ArrayList<>();
        for (String group : groups) {
            List<String> could = results.finalizers(group);
            could.stream().filter(node -> !alive.contains(node)).forEach(gone::add);
            List<String> chosen = rollout.finale().of(group);
            chosen.stream()
                    .filter(node -> !alive.contains(node) || !could.contains(node))
                    .forEach(gone::add);
            gone.addAll(moved(
                    group,
                    Stream.concat(chosen.stream(), could.stream())
                            .distinct()
                            .limit(Operation.MOST)
                            .toList()));
            if (gone.containsAll(chosen) && !gone.containsAll(could)) {
                orphaned.add(group);
            }
        }
        return orphaned.isEmpty()
                ? new Move.Stay("finalize tasks are due", Optional.empty())
                : Moves.choosing(rollout, results, orphaned, gone);
    }

    /** Of these nodes those that say that they are in another group by now. */
    private List<String> moved(String group, List<String> nodes) {
        View said = ports.consul()
                .read(Consistency.CONSISTENT, nodes.stream().map(keys::status).toList());
        return nodes.stream()
                .filter(node -> said.get(keys.status(node))
                        .filter(entry -> isOfAnother(entry, group))
                        .isPresent())
                .toList();
    }

    private static boolean isOfAnother(View.Entry status, String group) {
        try {
            return !NodeStatus.parse(status.value()).group().equals(group);
        } catch (MalformedJson e) {
            return false;
        }
    }

    /** Whether it stands as this run wrote it; then people are told. */
    private boolean isWritten(
            View view, Move.Write write, Results results, Instant now, Optional<Operation> condition) {
        Note note = note(write, now);
        List<Operation> operations;
        try {
            operations = new ArrayList<>(RolloutWrite.of(view, keys, write.next(), results, note));
            condition.ifPresent(operations::add);
            if (write.next().state().hasEnded()) {
                operations.addAll(RolloutWrite.swept(
                        ports.consul(), keys, Rollouts.in(view, keys), id, now, Optional.of(self.group())));
            }
        } catch (MalformedJson e) {
            return false;
        }
        Optional<Event.OfRollout> news = news(write);
        news.ifPresent(event -> ports.listener().intends(event, note));
        boolean done = switch (ports.consul().write(operations)) {
            case Written.Applied applied -> true;
            case Written.Refused refused -> false;
            case Written.Unknown unknown -> stands(note);
        };
        if (done) {
            LOG.info(
                    "rollout {} of version {}: {}{}",
                    id,
                    write.next().order().version(),
                    write.what(),
                    write.why().isEmpty() ? "" : ": " + write.why());
            news.ifPresent(ports.listener()::happened);
        }
        return done;
    }

    private Note note(Move.Write write, Instant at) {
        return new Note(at, self.node(), write.what(), write.why());
    }

    /** Its record says who did what, and when. */
    private boolean stands(Note note) {
        return stands(ports.consul().read(Consistency.CONSISTENT, List.of(keys.rolloutRecord(id))), note);
    }

    private boolean stands(View view, Note note) {
        return RolloutWrite.record(view, keys, id)
                .filter(record -> record.notes().contains(note))
                .isPresent();
    }

    /** What people are told of it once it stands. */
    private Optional<Event.OfRollout> news(Move.Write write) {
        Optional<RolloutNews> news = switch (write.kind()) {
            case WAVE_OPENED -> Optional.of(RolloutNews.WAVE_OPENED);
            // Written first, told next, so that it is told however many write it, and whoever of them dies.
            case FAILED -> write.next().untold() ? Optional.empty() : Optional.of(RolloutNews.ROLLOUT_FAILED);
            case DONE -> Optional.of(RolloutNews.ROLLOUT_DONE);
            // It stands in the logbook; nobody has to do anything.
            case WAVE_CLOSED, WAVE_REOPENED, SOAK_RESTARTED, SOAK_SEEN, FINALIZING -> Optional.empty();
        };
        return news.map(one -> new Event.OfRollout(one, write.next(), self.node()));
    }
}
