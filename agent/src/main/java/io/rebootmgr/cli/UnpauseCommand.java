package io.rebootmgr.cli;

import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.event.Event;
import io.rebootmgr.fleet.Pause;
import io.rebootmgr.host.SystemClock;
import io.rebootmgr.policy.Moments;
import io.rebootmgr.verdict.ExitCode;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Ends a pause. */
@Command(
        name = "unpause",
        description = {
            "End the pause of the fleet, a group or a node. A stop goes on: `rebootmgr resume` ends it.",
            "",
            "Example: rebootmgr unpause --group web"
        })
final class UnpauseCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Mixin
    private ScopeOptions options = new ScopeOptions();

    @Mixin
    private ForceOption force = new ForceOption();

    @Spec
    private CommandSpec spec;

    private final Shell shell;

    UnpauseCommand(Shell shell) {
        this.shell = shell;
        this.spec = CommandSpec.create();
    }

    @Override
    public Integer call() {
        try (Workplace workplace = global.open(shell)) {
            Scope scope = options.scope();
            force.require(KnownName.of(workplace, scope, KnownName.Witness.ANY_KEY), spec, shell);
            String key = scope.pauseKey(workplace.keys());
            View before = KeyWrite.make(
                    workplace.consul(),
                    List.of(key),
                    view -> view.get(key).isPresent() ? List.of(new Operation.Delete(key)) : List.of());
            Instant now = SystemClock.withoutShutdownHook().now();
            ZoneId zone = workplace.self().zone().get();
            Optional<Pause> old = before.get(key).map(entry -> Pause.in(entry, scope.flag(), scope.name()));
            shell.say(old.map(pause -> pause.holds(now)
                            ? "unpaused " + scope.text() + ", which was " + pause.text(zone)
                            : "nothing to unpause: the pause of " + scope.text() + " was over since "
                                    + Moments.alone(pause.until().orElseThrow(), zone) + "; its key " + key
                                    + (pause.reason().isEmpty() ? "" : " (" + pause.reason() + ")") + " is removed")
                    .orElseGet(() -> "nothing to unpause: " + scope.text() + " is not paused"));
            try {
                StillStanding.of(workplace, scope).forEach(shell::say);
            } catch (ConsulException e) {
                shell.warn("not known whether other stops or pauses stand: " + e.reason());
            }
            String operator =
                    Operator.of(shell.env(), workplace.settings().node().name()).name();
            // One that was over by itself is told by nobody.
            old.filter(pause -> pause.holds(now))
                    .ifPresent(pause -> Announcement.tell(
                            workplace, new Event.PauseCleared(scope.kind(), scope.name(), operator, pause.reason())));
            return ExitCode.DONE.number();
        }
    }
}
