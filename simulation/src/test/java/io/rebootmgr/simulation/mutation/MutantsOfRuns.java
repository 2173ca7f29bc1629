package io.rebootmgr.simulation.mutation;

import io.rebootmgr.cycle.Ports;
import io.rebootmgr.host.Host.Rebooted;
import io.rebootmgr.task.Stage;
import io.rebootmgr.task.TaskRunner;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Those that take what their node did for something else. */
final class MutantsOfRuns {
    private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

    private MutantsOfRuns() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.remembering(
                        "a node that is going down gives its slot back",
                        claim -> claim.replace("\"step\":\"rebooting\"", "\"step\":\"giving_up\"")),
                Mutant.remembering("abort tasks run again when they had succeeded", MutantsOfRuns::drainedStill),
                Mutant.onItsNode(
                        "a reboot command that failed gives the slot back at once",
                        (self, ports) -> new ChangedHost(ports.host()) {
                            @Override
                            public Rebooted reboot() {
                                Rebooted real = super.reboot();
                                return real instanceof Rebooted.Failed(String cause)
                                        ? new Rebooted.NotStarted(cause)
                                        : real;
                            }
                        }),
                Mutant.onItsNode(
                        "the grace period goes by the wall clock", (self, ports) -> new ChangedHost(ports.host()) {
                            @Override
                            public Duration uptime() {
                                Duration skew = Duration.between(
                                                BEGINNING, ports.clock().now())
                                        .minus(ports.clock().elapsed());
                                return super.uptime().plus(skew);
                            }
                        }),
                Mutant.onItsNode("the boot id is not compared", (self, ports) -> new ChangedHost(ports.host()) {
                    private final String another = ports.ids().get();

                    @Override
                    public String bootId() {
                        return super.bootId() + "." + another;
                    }
                }),
                Mutant.onItsNode(
                        "a change that was broken off, or made before a boot, counts as made",
                        (self, ports) -> new ChangedHost(ports.host()) {
                            @Override
                            String remembered(String written) {
                                return written.contains("\"step\":\"chang")
                                        ? written.replaceFirst("\"step\":\"[a-z]+\"", "\"step\":\"changed\"")
                                                .replaceFirst(
                                                        "\"boot_id\":\"[^\"]*\"", "\"boot_id\":\"" + bootId() + "\"")
                                        : written;
                            }
                        }),
                Mutant.onItsNode(
                        "a change goes on after a boot without another drain",
                        (self, ports) -> new ChangedHost(ports.host()) {
                            @Override
                            String remembered(String written) {
                                return written.contains("\"step\":\"changing\"")
                                        ? written.replaceFirst(
                                                "\"boot_id\":\"[^\"]*\"", "\"boot_id\":\"" + bootId() + "\"")
                                        : written;
                            }
                        }),
                new Mutant("the drain of a run that was killed lives on", (self, ports) -> leaving(ports)));
    }

    private static String drainedStill(String claim) {
        return claim.contains("\"step\":\"giving_up\"")
                ? claim.replace("\"draining\":false", "\"draining\":true")
                : claim;
    }

    private static Ports leaving(Ports ports) {
        TaskRunner real = ports.tasks();
        TaskRunner leaving = new TaskRunner() {
            @Override
            public Listing list(Stage stage) {
                return real.list(stage);
            }

            @Override
            public End run(Task task, Map<String, String> environment, Duration timeout, Watch watch) {
                return real.run(task, environment, timeout, watch);
            }

            @Override
            public Optional<String> endLeftovers() {
                return Optional.empty();
            }
        };
        return new Ports(ports.consul(), ports.host(), leaving, ports.clock(), ports.ids(), ports.listener());
    }
}
