package io.rebootmgr.cli;

import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.host.SystemClock;
import io.rebootmgr.leasing.Acquisition.Result.Acquired;
import io.rebootmgr.leasing.LeaseOrder;
import io.rebootmgr.leasing.LeaseRelease;
import io.rebootmgr.logbook.LeaseEntry.How;
import io.rebootmgr.policy.Durations;
import io.rebootmgr.text.Suggestion;
import io.rebootmgr.verdict.ExitCode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Takes the lease of a node, and leaves it taken. */
@Command(
        name = "acquire",
        description = {
            "Take the lease of a node: from now on nobody else disturbs it, and rebootmgr neither reboots it nor takes it"
                    + " back into service. Prints the lease's id; `lease release` gives it back. 12 while the node is"
                    + " taken.",
            "",
            "Example: rebootmgr lease acquire web1 --purpose maintenance --reason 'disk swap' --hold"
        })
final class LeaseAcquireCommand implements Callable<Integer> {
    /** For an election. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Mixin
    private LeaseOptions options = new LeaseOptions();

    /** How long it stands. */
    static final class Life {
        @Option(names = "--hold", required = true, description = "It stands until it is released, however long.")
        private boolean hold;

        @Option(
                names = "--ttl",
                required = true,
                paramLabel = "DURATION",
                converter = TtlConverter.class,
                description =
                        "It ends by itself when it was not renewed for so long, 10s to 24h; Consul may let it live"
                                + " for twice that.")
        private @Nullable Duration ttl;
    }

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Life life = new Life();

    @Mixin
    private ForceOption force = new ForceOption();

    @Spec
    private CommandSpec spec;

    private final Shell shell;

    LeaseAcquireCommand(Shell shell) {
        this.shell = shell;
        this.spec = CommandSpec.create();
    }

    @Override
    public Integer call() {
        try (Workplace workplace = global.open(shell);
                SystemClock clock = SystemClock.withShutdownHook()) {
            String node = options.node();
            Duration left = Leases.whenConsulAnswers(
                    shell,
                    clock,
                    options.patience(),
                    options.quiet(),
                    () -> force.require(KnownName.node(workplace, node, KnownName.Witness.NO_ORDER), spec, shell));
            LeaseOrder order = new LeaseOrder(
                    node,
                    options.holder(shell, workplace),
                    options.purpose(),
                    options.reason(),
                    life.hold ? Optional.empty() : Optional.ofNullable(life.ttl));
            Acquired acquired = Leases.acquire(shell, workplace, clock, order, left, options.quiet());
            String id = acquired.lease().id();
            shell.say(id);
            if (shell.isUnheard()) {
                throw takenBack(workplace, clock, order, acquired);
            }
            if (shell.terminal() && !options.quiet()) {
                String renewal = order.ttl()
                        .map(ttl -> "; renew it within " + Durations.format(ttl) + ": " + with("renew", node, id))
                        .orElse("");
                shell.warn("leased " + node + "; to give it back: " + with("release", node, id) + renewal);
            }
            Leases.announce(workplace, order, acquired);
            return ExitCode.DONE.number();
        }
    }

    /** Nobody could renew it, or give it back, under an id that nobody was told. */
    private CommandFailure takenBack(Workplace workplace, SystemClock clock, LeaseOrder order, Acquired acquired) {
        String id = acquired.lease().id();
        String lost = "the lease's id could not be written to standard output";
        LeaseRelease.Order release =
                new LeaseRelease.Order(order.node(), Optional.of(id), How.RELEASED, order.holder(), lost);
        LeaseRelease releasing = new LeaseRelease(workplace.consul(), workplace.keys(), clock);
        Optional<String> cause;
        try {
            LeaseRelease.Result result = Leases.patiently(() -> releasing.carryOut(release, PATIENCE));
            cause = result instanceof LeaseRelease.Result.Uncertain(String why) ? Optional.of(why) : Optional.empty();
        } catch (ConsulException e) {
            cause = Optional.of(e.reason());
        }
        try {
            acquired.session().ifPresent(workplace.consul()::destroySession);
        } catch (ConsulException e) {
            shell.warn("the lease's session ends by itself: " + e.reason());
        }
        return new CommandFailure(
                ExitCode.INVALID,
                cause.map(why -> "leased, and " + lost + "; it could not be given back: " + why + "\n"
                                + with("release", order.node(), id) + " does it")
                        .orElse("not leased: " + lost + ", so it was given back"));
    }

    /** What is to be done with it, in backticks. */
    private static String with(String verb, String node, String id) {
        return Suggestion.of("rebootmgr lease " + verb)
                .argument(node)
                .option("--id", id)
                .typed();
    }
}
