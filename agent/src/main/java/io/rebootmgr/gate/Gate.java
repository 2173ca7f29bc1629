package io.rebootmgr.gate;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.verdict.Verdict;

/** A rule that may hold a reboot back. All that is to know of one stands in its file; {@link Gates} has their order. */
public interface Gate {

    /** What it takes to judge. */
    enum Cost {
        /** The keys that were read and the node's own clocks suffice. */
        KEYS,
        /** Consul is asked for more, or a program is started. */
        QUESTIONS
    }

    /** When people are told that a node is held by it, once that has lasted for a day. */
    enum Notice {
        /** Never: who closed it knows, or it opens by itself. */
        NEVER,
        /** Once for each time that it closes: that it opens is planned. */
        ONCE,
        /** Every day: nobody may know, and somebody has to do something. */
        DAILY
    }

    /** As {@code --ignore}, messages and keys name it: one word in lower case. */
    String name();

    default Cost cost() {
        return Cost.KEYS;
    }

    /** Whether an operator may pass over it by name. */
    default boolean isIgnorable() {
        return true;
    }

    default Notice notice() {
        return Notice.DAILY;
    }

    /** Whether it is asked of a change like that; one that is made in service goes by the gates of those who serve. */
    default boolean isAskedOf(ChangeKind change) {
        return true;
    }

    /** Whether the return of another node may open it: who is held by it then keeps a place in line. */
    default boolean opensByAReturn() {
        return false;
    }

    /**
     * Whether it has to ask Consul for what grows with the fleet. Then it is asked where no other gate holds, for most
     * of those who wait are held by another.
     */
    default boolean isLeftToLast(GateInput input) {
        return false;
    }

    /** Judges the input; may ask Consul, whose {@code ConsulException} passes through. */
    Verdict judge(GateInput input);

    /** The same verdict, and what it was judged by. */
    default Look look(GateInput input) {
        return new Look(judge(input), new Evidence.None());
    }

    /** A verdict, and what it was judged by. */
    record Look(Verdict verdict, Evidence evidence) {}
}
