package io.rebootmgr.cli;

import io.rebootmgr.lease.Purpose;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which node, and for whom and what: of every command that takes a lease. */
final class LeaseOptions {
    @Parameters(index = "0", paramLabel = "NODE", converter = NameConverter.class, description = "The node.")
    private String node = "";

    @Option(
            names = "--purpose",
            required = true,
            paramLabel = "PURPOSE",
            converter = PurposeConverter.class,
            description = "maintenance, drain, config, update, power-off, fencing, delete or other.")
    private Purpose purpose = Purpose.OTHER;

    @Option(
            names = "--reason",
            required = true,
            paramLabel = "TEXT",
            converter = ReasonConverter.class,
            description = "Why, for everybody who wants the node too.")
    private String reason = "";

    @Option(
            names = "--holder",
            paramLabel = "NAME",
            converter = ReasonConverter.class,
            description = "Who has it (default: you, as user@host).")
    private @Nullable String holder;

    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "How long to wait for a node that is taken (default: not at all).")
    private Duration wait = Duration.ZERO;

    @Option(
            names = {"-q", "--quiet"},
            description = "Do not tell what happens while it happens, for whom it waits included.")
    private boolean quiet;

    String node() {
        return node;
    }

    Purpose purpose() {
        return purpose;
    }

    String reason() {
        return reason;
    }

    Duration patience() {
        return wait;
    }

    boolean quiet() {
        return quiet;
    }

    /** Who it is for; the operator where nobody was named. Never cut: a tool knows its leases again by it. */
    String holder(Shell shell, Workplace workplace) {
        return holder == null
                ? Operator.of(shell.env(), workplace.settings().node().name()).name()
                : holder;
    }
}
