package io.rebootmgr.gate;

import io.rebootmgr.detect.Detected;
import io.rebootmgr.detect.Detection;
import io.rebootmgr.host.HostException;
import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import io.rebootmgr.verdict.Verdict.Hold;
import io.rebootmgr.verdict.Verdict.Proceed;
import io.rebootmgr.verdict.Verdict.Unknown;
import java.util.Optional;

/**
 * Holds while one of the detectors could not say what the node needs: who does not know that changes nothing. They are
 * not asked here; a run asks them before, when that is due.
 */
public final class DetectorsGate implements Gate {
    public static final String NAME = "detectors";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Verdict judge(GateInput input) {
        try {
            return judge(Detected.in(input.host()), input.host().detectors().isPresent());
        } catch (HostException e) {
            return new Unknown(ExitCode.DETECTOR, String.valueOf(e.getMessage()));
        }
    }

    /** By what they said last; the same for a run without a trigger, which no gate holds. */
    public static Optional<Hold> held(Optional<Detected> detected) {
        Optional<Detection> error = detected.isPresent() ? detected.get().error() : Optional.empty();
        return error.isPresent()
                ? Optional.of(new Hold(ExitCode.DETECTOR, error.get().complaint() + "; `rebootmgr detect` asks again"))
                : Optional.empty();
    }

    private static Verdict judge(Optional<Detected> detected, boolean any) {
        if (detected.isEmpty()) {
            return new Proceed(any ? "not asked since the boot: the next run asks them" : "no detectors");
        }
        Optional<Hold> held = held(detected);
        if (held.isPresent()) {
            return held.get();
        }
        int count = detected.get().detections().size();
        String needs = detected.get().needs().verdict();
        return new Proceed((count == 1 ? "1 detector: " : count + " detectors: ")
                + (needs.isEmpty() ? "nothing is needed" : needs + " is needed"));
    }
}
