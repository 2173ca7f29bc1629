package io.rebootmgr.cycle;

import io.rebootmgr.event.TaskEnd;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.gate.Gate;
import io.rebootmgr.gate.GateResult;
import io.rebootmgr.gate.Gates;
import io.rebootmgr.host.Terminated;
import io.rebootmgr.lease.LeaseState;
import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import java.time.Instant;
import java.util.Optional;

/**
 * How a run ended: what it exits with, and why in a line or two for people.
 *
 * @param gate the gate that held it, where one did
 * @param until when that gate may open by itself, where it knows
 * @param task the task that ended it, where one did: what changes from run to run, and so has no place in the text
 */
public record Outcome(
        ExitCode code, String text, Optional<String> gate, Optional<Instant> until, Optional<TaskEnd> task) {

    public Outcome(ExitCode code, String text, Optional<String> gate) {
        this(code, text, gate, Optional.empty(), Optional.empty());
    }

    public Outcome(ExitCode code, String text) {
        this(code, text, Optional.empty());
    }

    /** A signal ended it; the text names which. */
    static Outcome endedBy(Terminated terminated) {
        return new Outcome(terminated.code(), terminated.code().meaning());
    }

    /** Somebody else has the node; empty where nobody has. */
    static Optional<Outcome> leased(Facts facts) {
        LeaseState lease = facts.lease();
        return lease.holder(facts.self().zone())
                .map(holder -> new Outcome(
                        ExitCode.LEASED,
                        "held by lease: leased by " + holder + "; "
                                + lease.wayOut(facts.self().node()) + " ends that",
                        Optional.of("lease")));
    }

    /** What a run that this gate holds ends with. */
    static Outcome held(GateResult judged) {
        String said = judged.verdict() instanceof Verdict.Unknown ? "cannot judge " : "held by ";
        return new Outcome(
                judged.verdict().code(),
                said + judged.gate() + ": " + judged.verdict().text(),
                Optional.of(judged.gate()),
                judged.verdict() instanceof Verdict.Hold hold ? hold.until() : Optional.empty(),
                Optional.empty());
    }

    /** The same, told in these words. */
    Outcome saying(String words) {
        return new Outcome(code, words, gate, until, task);
    }

    /** The same, of the task that it names. */
    Outcome by(TaskEnd end) {
        return new Outcome(code, text, gate, until, Optional.of(end));
    }

    /**
     * Whether only what the return of another node opens is against this reboot: its slot, or a gate that its absence
     * closes. A node that is held by that stands in line.
     */
    boolean isOpenedByAReturn() {
        boolean byGate = code == ExitCode.MEMBERS || code == ExitCode.HEALTH;
        return code == ExitCode.NO_SLOT
                || (byGate
                        && gate.flatMap(Gates::named)
                                .filter(Gate::opensByAReturn)
                                .isPresent());
    }

    static Outcome done(String text) {
        return new Outcome(ExitCode.DONE, text);
    }
}
