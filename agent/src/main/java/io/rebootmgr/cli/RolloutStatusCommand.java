package io.rebootmgr.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.fleet.RolloutReading;
import io.rebootmgr.fleet.RolloutView;
import io.rebootmgr.host.SystemClock;
import io.rebootmgr.host.Terminated;
import io.rebootmgr.json.Json;
import io.rebootmgr.show.RolloutJson;
import io.rebootmgr.show.RolloutPage;
import io.rebootmgr.show.Times;
import io.rebootmgr.text.PrintableText;
import io.rebootmgr.text.Unreadable;
import io.rebootmgr.verdict.ExitCode;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where a rollout is. */
@Command(
        name = "status",
        description = {
            "Show where a rollout is and why it is not further: its waves, what it waits for, until when a wave soaks.",
            "",
            "Example: rebootmgr rollout status --watch"
        })
final class RolloutStatusCommand implements Callable<Integer> {
    private static final int LONGEST = 2_000;

    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "ID",
            converter = NameConverter.class,
            description = "This rollout (default: all that are under way).")
    private @Nullable String id;

    @Option(names = "--nodes", description = "Show every node, not just those that failed.")
    private boolean nodes;

    @Option(names = "--json", description = "Print JSON; with --watch a line at every change.")
    private boolean json;

    @Option(
            names = {"-w", "--watch"},
            description =
                    "Keep showing it; one that is named, until it is over. On a terminal it is drawn over itself.")
    private boolean watch;

    private final Shell shell;

    RolloutStatusCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (Workplace workplace = global.open(shell);
                SystemClock clock = SystemClock.withoutShutdownHook()) {
            RolloutReading.Found first = look(workplace, clock.now());
            if (id != null && first.views().isEmpty()) {
                throw RolloutOrders.unknown(id, first.unreadable());
            }
            if (!watch) {
                first.unreadable().stream().map(Unreadable::text).forEach(shell::warn);
                shell.out().print(text(first, clock.now()));
                return code(first).number();
            }
            return code(watch(workplace, clock).orElse(first)).number();
        } catch (Terminated e) {
            return e.code().number();
        }
    }

    /** One that is named is watched to its end, the others until somebody has seen enough. */
    private Optional<RolloutReading.Found> watch(Workplace workplace, SystemClock clock) {
        return new WatchLoop<>(
                        () -> look(workplace, clock.now()),
                        this::text,
                        RolloutReading.Found::equals,
                        new FleetWatcher(workplace.consul(), workplace.keys(), clock)::await,
                        clock,
                        shell,
                        redraws())
                .until(found -> id != null && found.views().stream().allMatch(RolloutView::isOver));
    }

    private boolean redraws() {
        return watch && !json && shell.redraws();
    }

    private RolloutReading.Found look(Workplace workplace, Instant now) {
        RolloutReading reading = new RolloutReading(workplace.consul(), workplace.keys(), now, ZoneId.systemDefault());
        return id == null ? reading.underWay() : reading.one(id);
    }

    private static ExitCode code(RolloutReading.Found found) {
        return found.unreadable().isEmpty() ? ExitCode.DONE : ExitCode.INVALID;
    }

    private String text(RolloutReading.Found found, Instant now) {
        List<RolloutView> views = found.views();
        if (json) {
            JsonNode shown = id == null || views.isEmpty() ? RolloutJson.of(views) : RolloutJson.of(views.getFirst());
            return (watch ? Json.line(shown) : Json.pretty(shown)) + "\n";
        }
        String none = found.unreadable().isEmpty()
                ? "no rollout is under way; `rebootmgr rollout list` shows those that have ended\n"
                : RolloutPage.UNSURE + "\n";
        String page = views.isEmpty()
                ? none
                : shell.text(RolloutPage.of(views, nodes, new Times(now, ZoneId.systemDefault()), shell.coloured()));
        if (!watch) {
            return page;
        }
        String unreadable = found.unreadable().stream()
                .map(one -> PrintableText.of(one.text(), LONGEST) + "\n")
                .collect(Collectors.joining());
        // Printed one below the other they have to be told apart.
        return page + unreadable + (redraws() ? "" : "\n");
    }
}
