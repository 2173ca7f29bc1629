package io.rebootmgr.doctor;

import io.rebootmgr.doctor.InstalledPrograms.Ran;
import io.rebootmgr.policy.Moments;
import java.time.ZoneId;
import java.util.List;

/**
 * The node's clock is kept right: windows and freezes go by it. Consul is no help here, the answers of a node's own
 * agent carry the node's own time.
 */
final class ClockSync implements Examination {
    private static final List<String> QUESTION =
            List.of("timedatectl", "show", "--property=NTPSynchronized", "--value");

    @Override
    public String about() {
        return "clock";
    }

    @Override
    public boolean needsConsul() {
        return false;
    }

    @Override
    public List<Finding> examine(ExaminedNode examined) {
        String now = Moments.alone(examined.ports().clock().now(), ZoneId.systemDefault());
        return List.of(
                switch (examined.programs().run(QUESTION)) {
                    case Ran.NotThere gone -> notKnown(now);
                    case Ran.Failed failed -> notKnown(now);
                    case Ran.Ended(int code, String said)
                    when said.equals("yes") -> Finding.ok(about(), "synchronised, " + now);
                    case Ran.Ended(int code, String said)
                    when said.equals("no") ->
                        Finding.warn(
                                about(),
                                "not synchronised, " + now + ": windows and freezes go by it",
                                "run chrony, ntpd or systemd-timesyncd");
                    case Ran.Ended ended -> notKnown(now);
                });
    }

    private Finding notKnown(String now) {
        return Finding.note(about(), "not known whether it is right: " + now);
    }
}
