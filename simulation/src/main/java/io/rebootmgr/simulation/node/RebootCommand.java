package io.rebootmgr.simulation.node;

import io.rebootmgr.host.Host.Rebooted;
import io.rebootmgr.simulation.fault.Dice;
import io.rebootmgr.simulation.history.Happening;
import java.time.Duration;

/** The reboot command, of which most work, and some lie: the node stays up, or goes down although they failed. */
final class RebootCommand {
    private final SimulatedNode node;
    private final Dice dice;

    RebootCommand(SimulatedNode node) {
        this.node = node;
        this.dice = node.dice();
    }

    Rebooted give(Run run) {
        run.strand().sleep(Duration.ofMillis(200));
        if (dice.chance(node.level().of(0.003))) {
            node.around().saw(new Happening.Note(node.name() + "'s reboot command is not there"));
            return new Rebooted.NotStarted("systemctl reboot: no such file");
        }
        boolean fails = dice.chance(node.level().of(0.01));
        node.around().saw(new Happening.RebootCommanded(node.name(), node.bootId(), !fails));
        if (fails) {
            if (dice.chance(0.5)) {
                String boot = node.bootId();
                Duration later = dice.between(Duration.ZERO, Duration.ofMinutes(3));
                node.around().timeline().after(later, () -> {
                    if (boot.equals(node.bootId())) {
                        node.goDown();
                    }
                });
            }
            return new Rebooted.Failed("systemctl reboot: exit code 1");
        }
        if (!dice.chance(node.level().of(0.01))) {
            node.goDown();
        }
        return new Rebooted.Issued();
    }
}
