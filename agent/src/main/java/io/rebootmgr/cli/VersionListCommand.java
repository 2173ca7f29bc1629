package io.rebootmgr.cli;

import io.rebootmgr.json.Json;
import io.rebootmgr.rollout.Versions;
import io.rebootmgr.show.Times;
import io.rebootmgr.show.VersionTable;
import io.rebootmgr.verdict.ExitCode;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which versions are published. */
@Command(
        name = "list",
        description = {"List the published versions, newest first.", "", "Example: rebootmgr version list"})
final class VersionListCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    private final Shell shell;

    VersionListCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (Workplace workplace = global.open(shell)) {
            Versions versions = PublishedVersions.read(workplace);
            if (json) {
                shell.out().print(Json.pretty(versions.json()) + "\n");
            } else {
                shell.print(
                        VersionTable.of(versions, new Times(Instant.now(), ZoneId.systemDefault()), shell.coloured()));
            }
            return ExitCode.DONE.number();
        }
    }
}
