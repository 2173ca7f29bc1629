package io.rebootmgr.cli;

import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.event.Event;
import io.rebootmgr.fleet.ClaimInGroup;
import io.rebootmgr.fleet.Drained;
import io.rebootmgr.fleet.FleetClaims;
import io.rebootmgr.fleet.StopFlag;
import io.rebootmgr.fleet.Survey;
import io.rebootmgr.host.SystemClock;
import io.rebootmgr.slot.ClaimState;
import io.rebootmgr.verdict.ExitCode;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The emergency stop. */
@Command(
        name = "stop",
        description = {
            "Stop all reboots of the fleet, a group or a node, at once: running tasks are ended within seconds, nothing"
                    + " is committed any more, and a node that comes back waits. `rebootmgr resume` ends it.",
            "",
            "Example: rebootmgr stop --group web --reason 'database trouble'"
        })
final class StopCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Mixin
    private ScopeOptions options = new ScopeOptions();

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            converter = ReasonConverter.class,
            description = "Why, for everybody who is stopped; who stopped, and since when, is told by itself.")
    private @Nullable String reason;

    @Mixin
    private ForceOption force = new ForceOption();

    @Spec
    private CommandSpec spec;

    private final Shell shell;

    StopCommand(Shell shell) {
        this.shell = shell;
        this.spec = CommandSpec.create();
    }

    @Override
    public Integer call() {
        try (Workplace workplace = global.open(shell)) {
            Scope scope = options.scope();
            force.require(KnownName.of(workplace, scope, KnownName.Witness.NO_ORDER), spec, shell);
            String key = scope.stopKey(workplace.keys());
            String operator =
                    Operator.of(shell.env(), workplace.settings().node().name()).name();
            String why = reason == null ? "" : reason;
            Instant now = SystemClock.withoutShutdownHook().now();
            Operation write = new Operation.Put(key, StopFlag.value(why, operator, now));
            // Whoever stopped it first said why: that is overwritten only by somebody who says why, too.
            View before = KeyWrite.make(
                    workplace.consul(),
                    List.of(key),
                    view -> view.get(key).isPresent() && reason == null ? List.of() : List.of(write));
            Optional<StopFlag> old = before.get(key).map(entry -> StopFlag.in(entry, scope.flag(), scope.name()));
            tell(scope, key, why, operator, old, workplace.self().zone().get());
            try {
                tellWhatGoesOn(workplace, scope);
            } catch (ConsulException e) {
                shell.warn("stopped, but not known what is in progress: " + e.reason());
            }
            shell.say(scope.resume() + " ends the stop");
            if (old.isEmpty() || reason != null) {
                String told = why.isEmpty() ? "stopped by " + operator : why;
                Announcement.tell(workplace, new Event.StopSet(scope.kind(), scope.name(), operator, told));
            }
            return ExitCode.DONE.number();
        }
    }

    /** Whose stop it was before: of two who stop one after the other both are to know of each other. */
    private void tell(Scope scope, String key, String why, String operator, Optional<StopFlag> old, ZoneId zone) {
        String before = old.map(stop -> stop.text(zone))
                .filter(text -> !text.isEmpty())
                .orElse("by somebody who gave no reason");
        if (old.isPresent() && reason == null) {
            shell.say(scope.text() + " is stopped already: " + before + " (" + key
                    + "); that stays as it is, `--reason`" + " replaces it");
            return;
        }
        shell.say("stopped " + scope.text() + ": " + (why.isEmpty() ? "by " + operator : why) + " (" + key + ")");
        if (old.isPresent()) {
            shell.say("it was stopped before: " + before + "; your reason stands there in its place");
        }
    }

    private void tellWhatGoesOn(Workplace workplace, Scope scope) {
        Keys keys = workplace.keys();
        View view = workplace.consul().read(Consistency.CONSISTENT, List.of(keys.groups()));
        FleetClaims claims = FleetClaims.ofBothLists(view, keys);
        claims.complaints().forEach(text -> shell.warn(text));
        List<ClaimInGroup> held = claims.all().stream()
                .filter(ClaimInGroup::counts)
                .filter(scope::covers)
                // Their nodes say so themselves.
                .filter(one -> one.claim().state() != ClaimState.DRAINED)
                .toList();
        List<Drained> drained = Drained.in(Survey.of(workplace.consul(), keys)).stream()
                .filter(one -> scope.covers(one.group(), one.node()))
                .toList();
        if (held.isEmpty() && drained.isEmpty()) {
            shell.say("no change and no reboot is in progress there");
        }
        for (ClaimInGroup one : held) {
            String node = one.claim().node();
            String holder = node + " in group " + one.group() + " is " + one.text() + " "
                    + Lasting.since(one.claim().since());
            if (one.isHot()) {
                shell.say(
                        holder + ": its run ends within seconds, and begins with the first task again after the stop");
                continue;
            }
            shell.say(
                    !one.claim().isCommitted()
                            ? holder
                                    + ": its run ends within seconds; what its tasks drained stays drained until its first"
                                    + " run after the stop, or " + Drained.undo(node)
                            : holder + ": committed, it keeps its slot and returns to service after the stop");
        }
        drained.forEach(one -> shell.say(one.text()));
        RolloutsBehind.of(workplace, scope, " goes on where no stop stands, and its soak goes on under one")
                .forEach(shell::say);
    }
}
