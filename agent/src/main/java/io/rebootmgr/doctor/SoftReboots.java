package io.rebootmgr.doctor;

import java.util.List;

/** A soft reboot leaves the boot id as it is: then something else has to tell that the node came back. */
final class SoftReboots implements Examination {
    private static final String WORD = "soft-reboot";

    @Override
    public String about() {
        return "reboot command";
    }

    @Override
    public boolean needsConsul() {
        return false;
    }

    @Override
    public List<Finding> examine(ExaminedNode examined) {
        List<String> command = examined.settings().reboot().command();
        if (command.stream().noneMatch(word -> word.contains(WORD))) {
            return List.of();
        }
        return List.of(
                examined.ports().host().userspace().isEmpty()
                        ? Finding.warn(
                                about(),
                                "a soft reboot keeps the boot id, and systemd does not tell which start of user space this is: the"
                                        + " node's return could never be noticed, and it would keep its slot",
                                "set reboot.command = [\"systemctl\", \"reboot\"], or find out why"
                                        + " `systemctl show -p InvocationID sysinit.target` tells nothing")
                        : Finding.ok(about(), "a soft reboot, and systemd tells when one has happened"));
    }
}
