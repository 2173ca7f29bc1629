package io.rebootmgr.cli;

import io.rebootmgr.doctor.Doctor;
import io.rebootmgr.doctor.ExaminedNode;
import io.rebootmgr.doctor.Finding;
import io.rebootmgr.doctor.TestMessage;
import io.rebootmgr.event.Event;
import io.rebootmgr.host.SystemClock;
import io.rebootmgr.json.Json;
import io.rebootmgr.settings.SettingsReader;
import io.rebootmgr.settings.SettingsResult;
import io.rebootmgr.show.DoctorPage;
import io.rebootmgr.verdict.ExitCode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether this node is ready. */
@Command(
        name = "doctor",
        description = {
            "Is this node ready to be rebooted by rebootmgr? Looks at settings, Consul, rights, tasks, timer and what"
                    + " earlier runs left, says what to do about each finding and changes nothing. Exits with 0, or with"
                    + " the code of the first that FAILs.",
            "",
            "Example: rebootmgr doctor"
        })
final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(names = "--test-notify", description = "Also send a test message to the programs in notify.d.")
    private boolean testNotify;

    private final Shell shell;

    DoctorCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        List<Finding> findings = switch (SettingsReader.read(global.config(), shell.env())) {
            case SettingsResult.Loaded loaded -> examine(loaded);
            case SettingsResult.Invalid invalid ->
                invalid.problems().stream()
                        .map(problem -> Finding.fail("settings", ExitCode.INVALID, problem.text()))
                        .toList();
        };
        ExitCode code = Doctor.code(findings);
        if (json) {
            shell.out().println(Json.pretty(DoctorPage.json(findings, code)));
        } else {
            shell.print(DoctorPage.of(findings, shell.coloured()));
        }
        return code.number();
    }

    private List<Finding> examine(SettingsResult.Loaded loaded) {
        try (Workplace workplace = Workplace.of(loaded.settings(), shell.env());
                SystemClock clock = SystemClock.withoutShutdownHook()) {
            Optional<TestMessage> test = testNotify ? Optional.of(() -> send(workplace, clock)) : Optional.empty();
            return Doctor.examine(new ExaminedNode(
                    loaded.settings(),
                    settingsFile(),
                    workplace.self(),
                    workplace.ports(clock),
                    workplace.programs(),
                    test));
        } catch (CommandFailure e) {
            return List.of(Finding.fail("settings", e.code(), String.valueOf(e.getMessage())));
        }
    }

    private Optional<Path> settingsFile() {
        String named = shell.env().getOrDefault("REBOOTMGR_CONFIG", "");
        return global.config().or(() -> named.isEmpty() ? Optional.empty() : Optional.of(Path.of(named)));
    }

    private List<TestMessage.Delivery> send(Workplace workplace, SystemClock clock) {
        String by = Operator.of(shell.env(), workplace.self().node()).name();
        return workplace
                .courier(clock)
                .tellNow(new Event.Test(by), Announcement.surroundings(workplace))
                .entrySet()
                .stream()
                .map(told -> new TestMessage.Delivery(told.getKey().toString(), told.getValue()))
                .toList();
    }
}
