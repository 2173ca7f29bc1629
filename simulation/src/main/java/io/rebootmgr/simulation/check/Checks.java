package io.rebootmgr.simulation.check;

import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.simulation.history.Witness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Every invariant, and what was violated. */
public final class Checks implements Witness {
    private final Board board = new Board();
    private final List<Invariant> invariants;
    private final List<Violation> violations = new ArrayList<>();

    /**
     * Those of nodes with so many tasks.
     *
     * @param tasks how many there are in pre_boot and in post_boot
     * @param changes how many hot tasks there are, and how many drained ones
     */
    public Checks(int tasks, int changes) {
        this.invariants = List.of(
                new LimitHolds(),
                new NodesOut(),
                new DomainsHold(),
                new CooldownHolds(),
                new RebootIsClaimed(),
                new ClaimIsItsNodes(),
                new OwnName(),
                new StopHolds(),
                new NothingBegins(),
                new WindowHolds(),
                new HotHolds(changes),
                new OneAtATime(),
                new HealthHolds(),
                new QuorumHolds(),
                new ProgramsHold(),
                new DetectorsHold(),
                new NothingLeft(),
                new ServicesAreBack(),
                new ServesOthers(),
                new DrainKeepsSlot(),
                new LoopIsBraked(),
                new OneRebootEach(),
                new ChangesIncluded(),
                new NeedsAreMet(changes),
                new WavesInOrder(),
                new AsOrdered(),
                new InRollouts(),
                new KeepsStep(changes),
                new RolloutStops(),
                new OnceForTheGroup(),
                new TasksInOrder(tasks, changes),
                new NobodyStaysDrained(),
                new NoBug());
    }

    @Override
    public void saw(Duration now, Happening what) {
        board.at(now);
        if (what instanceof Happening.Applied applied) {
            board.apply(applied.author(), applied.changes());
            for (SlotsChange change : SlotsChange.in(applied, board)) {
                change.added().stream().filter(change::isBy).forEach(board::made);
            }
            board.changed(SlotsChange.in(applied, board));
        }
        for (Invariant invariant : invariants) {
            add(invariant.name(), now, invariant.judge(what, board));
        }
    }

    /**
     * All is over: judges how it ended.
     *
     * @param left what is left behind, as only whoever runs the fleet can see it
     */
    public void end(Duration now, List<String> left) {
        add("S7", now, left);
        for (Invariant invariant : invariants) {
            add(invariant.name(), now, invariant.judgeEnd(board, now));
        }
    }

    private void add(String invariant, Duration now, List<String> found) {
        found.forEach(what -> violations.add(new Violation(invariant, now, what)));
    }

    /** In the order in which they were found. */
    public List<Violation> violations() {
        return Collections.unmodifiableList(violations);
    }
}
