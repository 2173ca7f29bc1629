package io.rebootmgr.golden;

import static io.rebootmgr.golden.GateRows.row;

import io.rebootmgr.golden.GateGoldenTest.Row;
import io.rebootmgr.task.TaskRunner.End;
import java.time.Duration;
import java.util.List;

/** What is given to the gate {@code programs}. */
final class ProgramRows {
    private ProgramRows() {}

    static List<Row> all() {
        End open = new End.Exited(0, Duration.ofSeconds(1));
        return List.of(
                row("none", scene -> {}),
                row("one that is open", scene -> scene.node.gate("10-alerts", open)),
                row(
                        "two that are open",
                        scene -> scene.node.gate("10-alerts", open).gate("20-users", open)),
                row(
                        "the second of three holds",
                        scene -> scene.node
                                .gate("10-alerts", open)
                                .gate("20-users", new End.Exited(75, Duration.ofSeconds(1), "", "logged in: alice"))
                                .gate(
                                        "30-guests",
                                        new End.Exited(75, Duration.ofSeconds(1), "", "1 guest is active: vm1"))),
                row(
                        "one holds without a word",
                        scene -> scene.node.gate("10-alerts", new End.Exited(75, Duration.ofSeconds(1)))),
                row(
                        "one fails",
                        scene -> scene.node.gate(
                                "10-alerts", new End.Exited(2, Duration.ofSeconds(1), "connection refused", "asking"))),
                row(
                        "one dies of a signal",
                        scene -> scene.node.gate("10-alerts", new End.Exited(137, Duration.ofSeconds(1)))),
                row(
                        "one takes too long",
                        "{\"gate_timeout\":\"5s\"}",
                        scene -> scene.node.gate("10-alerts", new End.TimedOut(Duration.ofSeconds(5), "still asking"))),
                row(
                        "one cannot be started",
                        scene -> scene.node.gate(
                                "10-alerts",
                                new End.NotStarted(
                                        "/etc/rebootmgr/gates.d/10-alerts needs the interpreter /no/such/sh, which"
                                                + " does not exist; install it, or correct the first line"))),
                row(
                        "one was ended",
                        scene -> scene.node.gate(
                                "10-alerts",
                                new End.Ended("stopped by service/rebootmgr/stop: x", Duration.ofSeconds(5)))),
                row(
                        "others can write their directory",
                        scene -> scene.node.gatesRefused(
                                "/etc/rebootmgr/gates.d can be written by others than root: chmod"
                                        + " go-w /etc/rebootmgr/gates.d")));
    }
}
