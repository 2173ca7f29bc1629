package io.rebootmgr.simulation.node;

import java.time.Duration;

/**
 * A hook that takes a missing program for a yes: once broken it asks for a reboot after every boot, until somebody
 * finds out.
 */
public final class BrokenRecipe {
    /** How long after a boot the hooks have run. */
    private static final Duration HOOK = Duration.ofSeconds(5);

    private final SimulatedNode node;
    private boolean broken;

    BrokenRecipe(SimulatedNode node) {
        this.node = node;
    }

    /** From now on it is. */
    public void breakIt() {
        broken = true;
        afterBoot();
    }

    /** An operator has found out what asks, and that nothing needs a reboot. */
    public void fix() {
        if (broken) {
            broken = false;
            node.removeTriggerFile();
        }
    }

    void afterBoot() {
        if (!broken) {
            return;
        }
        String boot = node.bootId();
        node.around().timeline().after(HOOK, () -> {
            if (broken && boot.equals(node.bootId())) {
                node.putTriggerFile();
            }
        });
    }
}
