package io.rebootmgr.cli;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.fleet.FleetClaims;
import io.rebootmgr.fleet.NodeLease;
import io.rebootmgr.json.Json;
import io.rebootmgr.show.LeaseJson;
import io.rebootmgr.show.LeaseTable;
import io.rebootmgr.show.Times;
import io.rebootmgr.verdict.ExitCode;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Who has which node. */
@Command(
        name = "list",
        description = {
            "List who has which node: every lease, and every node that rebootmgr itself reboots.",
            "",
            "Example: rebootmgr lease list"
        })
final class LeaseListCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    private final Shell shell;

    LeaseListCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (Workplace workplace = global.open(shell)) {
            Consul consul = workplace.consul();
            Keys keys = workplace.keys();
            List<NodeLease> leases = NodeLease.all(consul, keys);
            FleetClaims claims =
                    FleetClaims.ofBothLists(consul.read(Consistency.DEFAULT, List.of(keys.groups())), keys);
            claims.complaints().forEach(shell::warn);
            if (json) {
                shell.out().print(Json.pretty(LeaseJson.of(leases, claims.all())) + "\n");
            } else {
                Times times = new Times(Instant.now(), ZoneId.systemDefault());
                shell.print(LeaseTable.of(leases, claims.all(), times, shell.coloured()));
            }
            return ExitCode.DONE.number();
        }
    }
}
