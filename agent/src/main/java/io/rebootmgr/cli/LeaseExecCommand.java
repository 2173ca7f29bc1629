package io.rebootmgr.cli;

import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.event.Event;
import io.rebootmgr.host.SystemClock;
import io.rebootmgr.leasing.Acquisition.Result.Acquired;
import io.rebootmgr.leasing.LeaseKeeper;
import io.rebootmgr.leasing.LeaseOrder;
import io.rebootmgr.leasing.LeaseRelease;
import io.rebootmgr.leasing.LeasedWork;
import io.rebootmgr.log.Logging;
import io.rebootmgr.logbook.LeaseEntry.How;
import io.rebootmgr.process.ForegroundProcess;
import io.rebootmgr.text.PrintableText;
import io.rebootmgr.text.Suggestion;
import io.rebootmgr.verdict.ExitCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a command under a node's lease. */
@Command(
        name = "exec",
        customSynopsis = "rebootmgr lease exec NODE --purpose PURPOSE --reason TEXT [OPTION]... -- CMD...",
        description = {
            "Run a command while nobody else may disturb a node: take its lease, keep it, give it back when the command"
                    + " ends. Exits with the command's code; with 12, and without having started it, while the node is"
                    + " taken; with 5 when the lease was lost on the way, after ending the command and all that it"
                    + " started.",
            "",
            "Example: rebootmgr lease exec web1 --purpose config --reason 'monthly run' -- ansible-playbook site.yml"
        })
final class LeaseExecCommand implements Callable<Integer> {
    /** What is missing where an option of the command was taken for one of ours. */
    static final String BEHIND_DASHES =
            "the command to run stands behind a --, as in `rebootmgr lease exec web1 --purpose"
                    + " config --reason 'monthly run' -- ansible-playbook site.yml`";

    /** As shells and env(1) say that there is no such program. */
    private static final int NOT_FOUND = 127;

    private static final int NOT_EXECUTABLE = 126;

    /** ENOENT, as Java tells it, and told it before 25. */
    private static final Pattern NO_SUCH_FILE = Pattern.compile("error[:=] ?2\\b");

    /** Characters of the list of what is left. */
    private static final int LEFT_MAX = 200;

    /** For an election, or an agent that the command itself restarted; a signal leaves a minute to put things back. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Mixin
    private LeaseOptions options = new LeaseOptions();

    @Option(
            names = "--ttl",
            paramLabel = "DURATION",
            converter = TtlConverter.class,
            defaultValue = "60s",
            description = "How long Consul may be out of reach before the lease counts as lost, 10s to 24h (default:"
                    + " ${DEFAULT-VALUE}).")
    private Duration ttl = Duration.ofSeconds(60);

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "CMD", description = "The command and its arguments.")
    private List<String> command = List.of();

    @Mixin
    private ForceOption force = new ForceOption();

    @Spec
    private CommandSpec spec;

    private final Shell shell;

    LeaseExecCommand(Shell shell) {
        this.shell = shell;
        this.spec = CommandSpec.create();
    }

    @Override
    public Integer call() {
        try (Workplace workplace = global.open(shell);
                SystemClock clock = SystemClock.withShutdownHook()) {
            String node = options.node();
            Duration wait = Leases.whenConsulAnswers(
                    shell,
                    clock,
                    options.patience(),
                    options.quiet(),
                    () -> force.require(KnownName.node(workplace, node, KnownName.Witness.NO_ORDER), spec, shell));
            String holder = options.holder(shell, workplace);
            LeaseOrder order = new LeaseOrder(node, holder, options.purpose(), options.reason(), Optional.of(ttl));
            Acquired acquired = Leases.acquire(shell, workplace, clock, order, wait, options.quiet());
            tell("leased " + node + " for as long as the command runs, lease "
                    + acquired.lease().id());
            LeaseKeeper keeper = new LeaseKeeper(workplace.consul(), workplace.keys(), clock, order, acquired);
            LeasedWork.Result result;
            try {
                Map<String, String> more = Map.of(
                        "REBOOTMGR_NODE",
                        node,
                        "REBOOTMGR_LEASE",
                        acquired.lease().id());
                Leases.announce(workplace, order, acquired);
                result = LeasedWork.run(
                        (trusted, guardGrace) -> ForegroundProcess.start(command, more, trusted, guardGrace),
                        keeper,
                        clock);
            } catch (RuntimeException | Error e) {
                giveBack(workplace, clock, order, acquired, keeper, How.LOST, String.valueOf(e));
                throw e;
            }
            return switch (result) {
                case LeasedWork.Result.Ended(int code) -> {
                    giveBack(workplace, clock, order, acquired, keeper, How.RELEASED, "exit " + code);
                    yield code;
                }
                case LeasedWork.Result.NotStarted(String why) -> {
                    giveBack(workplace, clock, order, acquired, keeper, How.RELEASED, "could not be started");
                    shell.warn("cannot start the command: " + why);
                    yield NO_SUCH_FILE.matcher(why).find() ? NOT_FOUND : NOT_EXECUTABLE;
                }
                case LeasedWork.Result.Told(var by, List<String> left)
                when !left.isEmpty() -> {
                    shell.warn("the lease on " + node + " is not given back, for these cannot be ended: "
                            + PrintableText.of(String.join(", ", left), LEFT_MAX) + "; it ends by itself within "
                            + ttl.multipliedBy(2).toSeconds() + " s");
                    yield by.code().number();
                }
                case LeasedWork.Result.Told(var by, var none) -> {
                    giveBack(
                            workplace,
                            clock,
                            order,
                            acquired,
                            keeper,
                            How.RELEASED,
                            by.code().meaning());
                    yield by.code().number();
                }
                case LeasedWork.Result.Lost(String why, boolean wasStarted) -> {
                    shell.warn("lost the lease on " + node + ": " + why + "; the command was "
                            + (wasStarted ? "ended" : "not started") + "; "
                            + Suggestion.of("rebootmgr history").argument(node).typed() + " tells more");
                    giveBack(workplace, clock, order, acquired, keeper, How.LOST, why);
                    Announcement.tell(workplace, new Event.LeaseLost(node, acquired.lease(), why));
                    yield ExitCode.CLAIM_LOST.number();
                }
            };
        }
    }

    /**
     * Whatever becomes of that, the session goes, and the lease with it: at the latest after its TTL. Nobody tries
     * again once this process has ended, and the next one would wait for that TTL.
     */
    private void giveBack(
            Workplace workplace,
            SystemClock clock,
            LeaseOrder order,
            Acquired acquired,
            LeaseKeeper keeper,
            How how,
            String why) {
        LeaseRelease.Order release = new LeaseRelease.Order(
                order.node(), Optional.of(acquired.lease().id()), how, order.holder(), why);
        LeaseRelease.Result result;
        LeaseRelease releasing = new LeaseRelease(workplace.consul(), workplace.keys(), clock);
        // What was lost for Consul's silence is over by now, or will be.
        Duration patience = how == How.LOST ? Duration.ZERO : PATIENCE;
        try {
            result = Leases.patiently(() -> releasing.carryOut(release, patience));
        } catch (ConsulException e) {
            result = new LeaseRelease.Result.Uncertain(e.reason());
        }
        if (result instanceof LeaseRelease.Result.Uncertain(String cause)) {
            shell.warn("it is not known whether the lease on " + order.node() + " was given back; it ends by itself"
                    + " within " + order.ttl().orElseThrow().multipliedBy(2).toSeconds() + " s: " + cause);
        }
        try {
            workplace.consul().destroySession(keeper.session());
        } catch (ConsulException e) {
            shell.warn("the lease's session ends by itself: " + e.reason());
        }
        if (how == How.RELEASED && result instanceof LeaseRelease.Result.Released) {
            tell("gave back the lease on " + order.node() + ": " + why);
            Announcement.tell(
                    workplace, new Event.LeaseReleased(order.node(), acquired.lease(), order.holder(), why, false));
        }
    }

    /** For whoever watches; the command's own output goes on between. */
    private void tell(String line) {
        if (!options.quiet() && Logging.isWatched()) {
            shell.warn(line);
        }
    }
}
