package io.rebootmgr.cli;

import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.event.Event;
import io.rebootmgr.fleet.ClaimInGroup;
import io.rebootmgr.fleet.Fleet;
import io.rebootmgr.fleet.Node;
import io.rebootmgr.fleet.Pause;
import io.rebootmgr.fleet.Survey;
import io.rebootmgr.host.SystemClock;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.policy.Durations;
import io.rebootmgr.text.Few;
import io.rebootmgr.verdict.ExitCode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lets nothing new begin. */
@Command(
        name = "pause",
        description = {
            "Let nothing new begin in the fleet, a group or on a node. What has begun goes on to its end: its tasks, its"
                    + " reboot and its way back; `rebootmgr stop` ends that too. `rebootmgr unpause` ends the pause.",
            "",
            "Example: rebootmgr pause --group web --for 2h --reason 'release of the shop'"
        })
final class PauseCommand implements Callable<Integer> {
    private static final int MOST_NAMED = 10;

    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Mixin
    private ScopeOptions options = new ScopeOptions();

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            converter = ForConverter.class,
            description = "Ends by itself after so long, by the clock of each node (default: it has no end).")
    private @Nullable Duration lasts;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            converter = ReasonConverter.class,
            description = "Why, for everybody who is held.")
    private @Nullable String reason;

    @Mixin
    private ForceOption force = new ForceOption();

    @Spec
    private CommandSpec spec;

    /** A pause that is over at once would hold nobody. */
    static final class ForConverter extends DurationConverter {
        ForConverter() {
            super(Duration.ofSeconds(1), Durations.LONGEST);
        }
    }

    private final Shell shell;

    PauseCommand(Shell shell) {
        this.shell = shell;
        this.spec = CommandSpec.create();
    }

    @Override
    public Integer call() {
        try (Workplace workplace = global.open(shell)) {
            Scope scope = options.scope();
            force.require(KnownName.of(workplace, scope, KnownName.Witness.NO_ORDER), spec, shell);
            String key = scope.pauseKey(workplace.keys());
            String operator =
                    Operator.of(shell.env(), workplace.settings().node().name()).name();
            Instant now = SystemClock.withoutShutdownHook().now();
            View before = KeyWrite.make(
                    workplace.consul(),
                    List.of(key),
                    view -> standing(view, scope, key, now)
                                    .filter(old -> reason == null && lasts == null)
                                    .isPresent()
                            ? List.of()
                            : List.of(new Operation.Put(
                                    key, pause(view, scope, key, operator, now).bytes())));
            Optional<Pause> old = standing(before, scope, key, now);
            boolean stays = old.isPresent() && reason == null && lasts == null;
            ZoneId zone = workplace.self().zone().get();
            Pause pause = stays ? old.get() : pause(before, scope, key, operator, now);
            shell.say(scope.text() + " is " + (stays ? "already " : "") + pause.text(zone));
            old.filter(one -> !stays).ifPresent(one -> shell.say("before it was " + one.text(zone)));
            try {
                tellWhatGoesOn(Survey.of(workplace.consul(), workplace.keys()), scope);
            } catch (ConsulException e) {
                shell.warn("paused, but not known what is in progress: " + e.reason());
            }
            shell.say(pause.unpause() + " ends the pause");
            if (!stays) {
                Announcement.tell(
                        workplace,
                        new Event.PauseSet(scope.kind(), scope.name(), operator, pause.reason(), pause.until()));
            }
            return ExitCode.DONE.number();
        }
    }

    /** One that is over counts for nothing, here as everywhere. */
    private static Optional<Pause> standing(View view, Scope scope, String key, Instant now) {
        return view.get(key)
                .map(entry -> Pause.in(entry, scope.flag(), scope.name()))
                .filter(pause -> pause.holds(now));
    }

    /** Who only makes it longer or shorter leaves the reason as it was. */
    private Pause pause(View view, Scope scope, String key, String operator, Instant now) {
        String why = reason != null
                ? reason
                : standing(view, scope, key, now).map(Pause::reason).orElse("");
        Optional<Instant> until = Optional.ofNullable(lasts).map(now::plus);
        return Pause.made(scope.flag(), scope.name(), key, why, operator, now, until);
    }

    private void tellWhatGoesOn(Fleet fleet, Scope scope) {
        List<ClaimInGroup> held = fleet.groups().stream()
                .flatMap(group -> Stream.concat(group.holders().stream(), group.hot().stream()))
                .filter(ClaimInGroup::counts)
                .filter(scope::covers)
                .toList();
        if (held.isEmpty()) {
            shell.say("no change and no reboot is in progress there");
        }
        for (ClaimInGroup one : held.stream().limit(MOST_NAMED).toList()) {
            shell.say(one.claim().node() + " in group " + one.group() + " is " + one.text() + " "
                    + Lasting.since(one.claim().since()) + ": it goes on to its end");
        }
        if (held.size() > MOST_NAMED) {
            shell.say("and " + (held.size() - MOST_NAMED) + " more go on");
        }
        List<Node> old = fleet.nodes().stream()
                .filter(node -> node.status()
                        .filter(status -> status.speaks() < NodeStatus.SPEAKS)
                        .filter(status -> scope.covers(status.group(), node.name()))
                        .isPresent())
                .toList();
        if (!old.isEmpty()) {
            shell.warn((old.size() == 1 ? "one node has" : old.size() + " nodes have")
                    + " an agent that does not know pauses, and would go on; `rebootmgr stop` holds every agent: "
                    + Few.of(
                            old.stream()
                                    .map(node -> node.name()
                                            + node.status()
                                                    .map(status -> " (" + status.agentVersion() + ")")
                                                    .orElse(""))
                                    .toList(),
                            MOST_NAMED));
        }
    }
}
