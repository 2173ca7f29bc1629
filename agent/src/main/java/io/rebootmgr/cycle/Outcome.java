package io.rebootmgr.cycle;

import io.rebootmgr.verdict.ExitCode;

/** How a run ended: what it exits with, and why in a line or two for people. */
public record Outcome(ExitCode code, String text) {

    static Outcome done(String text) {
        return new Outcome(ExitCode.DONE, text);
    }
}
