package io.rebootmgr.doctor;

import io.rebootmgr.doctor.InstalledPrograms.Ran;
import java.util.List;

/** The timer that starts the runs is switched on. */
final class Timer implements Examination {
    private static final String UNIT = "rebootmgr.timer";
    private static final String SWITCH_ON = "systemctl enable --now " + UNIT;

    @Override
    public String about() {
        return "timer";
    }

    @Override
    public boolean needsConsul() {
        return false;
    }

    @Override
    public List<Finding> examine(ExaminedNode examined) {
        return List.of(
                switch (examined.programs().run(List.of("systemctl", "is-enabled", UNIT))) {
                    case Ran.NotThere gone -> notKnown("there is no systemctl here");
                    case Ran.Failed failed -> notKnown(failed.cause());
                    case Ran.Ended ended -> isEnabled(ended.output()) ? active(examined) : off(ended.output());
                });
    }

    private static boolean isEnabled(String said) {
        return said.startsWith("enabled") || said.equals("static");
    }

    private Finding active(ExaminedNode examined) {
        return switch (examined.programs().run(List.of("systemctl", "is-active", UNIT))) {
            case Ran.NotThere gone -> notKnown("there is no systemctl here");
            case Ran.Failed failed -> notKnown(failed.cause());
            case Ran.Ended(int code, String said)
            when code == 0 -> Finding.ok(about(), UNIT + " is enabled and " + said);
            case Ran.Ended(int code, String said) ->
                Finding.warn(about(), UNIT + " is enabled, but " + said + ": nothing starts a run", SWITCH_ON);
        };
    }

    private Finding off(String said) {
        if (said.contains("not been booted with systemd")) {
            return notKnown("systemd does not run here");
        }
        // Newer ones say "not-found", older ones that they failed to get its state.
        if (said.equals("not-found") || !said.matches("[a-z-]+")) {
            return Finding.warn(
                    about(),
                    UNIT + " is not installed (" + said + "): nothing starts a run",
                    "install the package, which brings it; or let something else start `rebootmgr run` regularly");
        }
        boolean masked = said.startsWith("masked");
        return Finding.warn(
                about(),
                UNIT + " is " + said + ": nothing starts a run",
                masked ? "systemctl unmask " + UNIT + " && " + SWITCH_ON : SWITCH_ON);
    }

    private Finding notKnown(String why) {
        return Finding.note(
                about(),
                why + ", so nobody knows what starts the runs",
                "let something start `rebootmgr run` regularly");
    }
}
