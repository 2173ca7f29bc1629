package io.rebootmgr.simulation.node;

import io.rebootmgr.host.Host.TriggerFile;
import java.util.List;
import java.util.Optional;

/** The files of a node that the agent knows. */
final class Disk {
    private static final String TRIGGER = "/run/reboot-required";

    private Optional<byte[]> claim = Optional.empty();
    private Optional<TriggerFile> trigger = Optional.empty();
    private long inodes;

    Optional<byte[]> claim() {
        return claim.map(byte[]::clone);
    }

    void setClaim(Optional<byte[]> content) {
        claim = content.map(byte[]::clone);
    }

    List<TriggerFile> triggers() {
        return trigger.stream().toList();
    }

    /** The file is there from now on, another one if there was one. */
    void putTrigger(long modified) {
        trigger = Optional.of(new TriggerFile(TRIGGER, ++inodes, modified, "update"));
    }

    boolean removeTrigger() {
        boolean was = trigger.isPresent();
        trigger = Optional.empty();
        return was;
    }
}
