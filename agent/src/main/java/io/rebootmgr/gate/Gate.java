package io.rebootmgr.gate;

import io.rebootmgr.verdict.Verdict;

/** A rule that may hold a reboot back. */
public interface Gate {

    /** As {@code --ignore}, messages and keys name it. */
    String name();

    /** Judges the situation; may ask Consul, whose {@code ConsulException} passes through. */
    Verdict judge(Situation situation);

    /** The same verdict, and what it was judged by. */
    default Look look(Situation situation) {
        return new Look(judge(situation), new Evidence.None());
    }

    /** A verdict, and what it was judged by. */
    record Look(Verdict verdict, Evidence evidence) {}
}
