package io.rebootmgr.cli;

import io.rebootmgr.cycle.DetectNow;
import io.rebootmgr.detect.Said;
import io.rebootmgr.host.SystemClock;
import io.rebootmgr.host.Terminated;
import io.rebootmgr.json.Json;
import io.rebootmgr.show.DetectPage;
import io.rebootmgr.verdict.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Asks this node's detectors. */
@Command(
        name = "detect",
        description = {
            "Ask this node's detectors (detectors.d) now what it needs: nothing, a hot change, a drain, a reboot. The"
                    + " next runs go by what they say. Exits with 0, or with 11 when one of them could not say.",
            "",
            "Example: rebootmgr detect"
        })
final class DetectCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    private final Shell shell;

    DetectCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (Workplace workplace = global.open(shell);
                SystemClock clock = SystemClock.withShutdownHook()) {
            return switch (new DetectNow(workplace.ports(clock), workplace.self()).ask()) {
                case DetectNow.Failed failed ->
                    throw new CommandFailure(
                            failed.outcome().code(), failed.outcome().text());
                case DetectNow.Asked asked -> tell(asked);
            };
        } catch (Terminated e) {
            return e.code().number();
        }
    }

    private int tell(DetectNow.Asked asked) {
        asked.skipped().forEach(each -> shell.warn("skipped: " + each));
        if (!asked.kept()) {
            shell.warn("the next run does not go by this, and asks again when that is due: " + asked.why());
        }
        if (json) {
            shell.out().println(Json.pretty(DetectPage.json(asked.detections())));
        } else {
            shell.print(DetectPage.of(asked.detections(), shell.coloured()));
        }
        return DetectPage.verdict(asked.detections()) == Said.ERROR
                ? ExitCode.DETECTOR.number()
                : ExitCode.DONE.number();
    }
}
