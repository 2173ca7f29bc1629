package io.rebootmgr.gate;

import io.rebootmgr.verdict.Verdict;

/**
 * What one gate said.
 *
 * @param gate its name
 * @param ignored it was told to be passed over, so it does not hold whatever it says
 * @param evidence what it judged by, where that was asked for
 * @param last a run asks it when no other gate holds, see {@link Gate#isLeftToLast}
 */
public record GateResult(String gate, Verdict verdict, boolean ignored, Evidence evidence, boolean last) {
    /** Of a gate that is asked in its order. */
    public GateResult(String gate, Verdict verdict, boolean ignored, Evidence evidence) {
        this(gate, verdict, ignored, evidence, false);
    }

    public boolean holds() {
        return verdict.holds() && !ignored;
    }
}
