package io.rebootmgr.gate;

import io.rebootmgr.verdict.Verdict;

/**
 * What one gate said.
 *
 * @param gate its name
 * @param ignored it was told to be passed over, so it does not hold whatever it says
 * @param evidence what it judged by, where that was asked for
 */
public record GateResult(String gate, Verdict verdict, boolean ignored, Evidence evidence) {
    public boolean holds() {
        return verdict.holds() && !ignored;
    }
}
