package io.rebootmgr.simulation.node;

import io.rebootmgr.consul.Consul.LocalService;
import io.rebootmgr.simulation.fault.Dice;
import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.simulation.time.Timeline;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The services of a node that register themselves some time after its boot, as schedulers and applications do: now and
 * then first without their check, and hardly ever not at all any more.
 */
final class LateServices {
    private final SimulatedNode node;
    private final List<LocalService> services;
    private final SortedSet<String> gone = new TreeSet<>();

    LateServices(SimulatedNode node, List<LocalService> services) {
        this.node = node;
        this.services = services;
    }

    /** Those that are gone for good, by name. */
    List<String> gone() {
        return List.copyOf(gone);
    }

    /** The node boots; its agent is about to start. */
    void afterBoot() {
        Dice dice = node.dice();
        Timeline timeline = node.around().timeline();
        String boot = node.bootId();
        for (LocalService service : services) {
            Duration late = node.around().pace().register().draw(dice);
            if (late.isZero()) {
                continue;
            }
            node.agent().withoutYet(service);
            if (gone.contains(service.name()) || isGoneNow(service, dice)) {
                gone.add(service.name());
                continue;
            }
            boolean checkComesLater = dice.chance(0.3);
            Duration check = dice.between(Duration.ofSeconds(1), Duration.ofSeconds(90));
            timeline.after(late, () -> register(boot, service, !checkComesLater));
            if (checkComesLater) {
                timeline.after(late.plus(check), () -> register(boot, service, true));
            }
        }
        tell();
    }

    private void register(String boot, LocalService service, boolean withCheck) {
        if (node.isUp() && node.bootId().equals(boot)) {
            node.agent()
                    .register(service, withCheck, node.around().pace().recover().draw(node.dice()));
            tell();
        }
    }

    private void tell() {
        node.around()
                .saw(new Happening.Serves(
                        node.name(),
                        node.bootId(),
                        node.agent().registered(),
                        node.agent().checked()));
    }

    /** Others may need it to be there so many times. */
    private boolean isGoneNow(LocalService service, Dice dice) {
        return service.tags().stream().noneMatch(tag -> tag.startsWith("min_passing"))
                && dice.chance(node.around().level().get().of(0.003));
    }
}
