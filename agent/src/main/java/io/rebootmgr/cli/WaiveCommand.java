package io.rebootmgr.cli;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.fleet.ClaimInGroup;
import io.rebootmgr.fleet.FleetClaims;
import io.rebootmgr.host.SystemClock;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.slot.Waived;
import io.rebootmgr.text.PrintableText;
import io.rebootmgr.text.Suggestion;
import io.rebootmgr.verdict.ExitCode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lets a node return from its reboot without a service that it had before. */
@Command(
        name = "waive",
        description = {
            "Let a node return from its reboot without a service that it had before. A returning node keeps its slot until every"
                    + " tagged service that it had is back; this says that one is gone for good. It holds for this one"
                    + " claim, and is kept in the logbook. `rebootmgr status` shows the claims.",
            "",
            "Example: rebootmgr waive web1 --service billing --claim 9f6c1a542e8b --reason 'moved to web7'"
        })
final class WaiveCommand implements Callable<Integer> {
    private static final int LONGEST = 200;

    @Mixin
    private GlobalOptions global = new GlobalOptions();

    @Parameters(
            index = "0",
            paramLabel = "NODE",
            converter = NameConverter.class,
            description = "The node that is coming back.")
    private String node = "";

    @Option(
            names = "--service",
            required = true,
            paramLabel = "NAME",
            description = "The service that is gone for good; repeatable.")
    private List<String> services = List.of();

    @Option(names = "--claim", required = true, paramLabel = "ID", description = "The id of its claim.")
    private String claim = "";

    @Option(
            names = "--reason",
            required = true,
            paramLabel = "TEXT",
            converter = ReasonConverter.class,
            description = "Why it does not come back, for the logbook.")
    private String reason = "";

    /** Why what was waived before could not be read; empty where it could. */
    private String lost = "";

    private final Shell shell;

    WaiveCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        try (Workplace workplace = global.open(shell);
                SystemClock clock = SystemClock.withoutShutdownHook()) {
            Keys keys = workplace.keys();
            String by =
                    Operator.of(shell.env(), workplace.settings().node().name()).name();
            KeyWrite.make(
                    workplace.consul(),
                    List.of(keys.groups(), keys.waived(node)),
                    now -> plan(now, keys, by, clock.now()));
            if (!lost.isEmpty()) {
                shell.warn("what was waived before is lost: " + lost
                        + "; it is begun anew, so waive those once more that" + " are still waited for");
            }
            shell.say("waived: " + node + " returns from its reboot without " + printable(services));
            shell.say("a run that waits there sees it within seconds, else its next run; it holds for claim " + claim
                    + " only");
            return ExitCode.DONE.number();
        }
    }

    /** The claim has to stand while this is written: it takes the key with it when it goes. */
    private List<Operation> plan(View now, Keys keys, String by, Instant at) {
        ClaimInGroup held = held(now, keys);
        List<String> unknown = services.stream()
                .filter(service -> !held.claim().awaited().services().containsKey(service))
                .toList();
        if (!unknown.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "nothing was waived: " + node + " does not wait for " + printable(unknown) + "\nclaim " + claim
                            + " waits for: "
                            + printable(List.copyOf(
                                    held.claim().awaited().services().keySet())));
        }
        String key = keys.waived(node);
        Waived old = standing(now.get(key));
        Waived next = old;
        for (String service : services) {
            next = next.and(new Waived.Service(service, by, at, reason));
        }
        // Where the list was lost the node's own word stands for the claim.
        String listed = keys.slots(held.group());
        String slots = now.index(listed) > 0 ? listed : keys.out(held.group(), node);
        return next.equals(old)
                ? List.of()
                : List.of(
                        new Operation.RequireIndex(slots, now.index(slots)),
                        new Operation.PutIf(key, next.bytes(), now.index(key)));
    }

    private ClaimInGroup held(View now, Keys keys) {
        FleetClaims claims = FleetClaims.of(now, keys);
        Optional<ClaimInGroup> found = claims.ofNode(node).stream()
                .filter(held -> held.claim().id().equals(claim))
                .findFirst();
        if (found.isEmpty() && !claims.unreadable().isEmpty()) {
            throw new CommandFailure(ExitCode.INVALID, String.join("\n", claims.complaints()));
        }
        if (found.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "nothing was waived: no claim " + PrintableText.of(claim, LONGEST) + " of " + node
                            + " stands there" + WhoseClaim.meant(claims, node, claim)
                            + "\n`rebootmgr status` shows the claims");
        }
        if (!found.get().claim().isCommitted()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "nothing was waived: " + node
                            + " is still preparing; wait until its reboot is committed, or end it:"
                            + " "
                            + Suggestion.of("rebootmgr stop")
                                    .option("--node", node)
                                    .typed());
        }
        return found.get();
    }

    /** What was said of this claim before; what was said of another, or cannot be read, says nothing. */
    private Waived standing(Optional<View.Entry> entry) {
        lost = "";
        try {
            Waived old = entry.isPresent() ? Waived.parse(entry.get().value()) : Waived.none(claim);
            return old.claim().equals(claim) ? old : Waived.none(claim);
        } catch (MalformedJson e) {
            lost = entry.map(one -> "the key " + one.key() + " ").orElse("") + e.reason();
            return Waived.none(claim);
        }
    }

    private static String printable(List<String> names) {
        return names.isEmpty()
                ? "nothing"
                : names.stream().map(name -> PrintableText.of(name, LONGEST)).collect(Collectors.joining(", "));
    }
}
