package io.rebootmgr.cli;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.host.SystemClock;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.policy.ChangeLog;
import io.rebootmgr.policy.Layer;
import io.rebootmgr.policy.LayerKind;
import io.rebootmgr.policy.PolicyEdit;
import io.rebootmgr.policy.PolicyEdit.Assignment;
import io.rebootmgr.policy.PolicyEdit.Result;
import io.rebootmgr.policy.Problem;
import io.rebootmgr.verdict.ExitCode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Changes fields of one layer of the policy by compare-and-set, with the note of who did it in the same transaction:
 * what others wrote meanwhile is kept, and what would not be valid is not written.
 */
final class PolicyWrite {
    private static final byte[] NO_FIELDS = {'{', '}'};

    private final Keys keys;
    private final Scope scope;
    private final List<Assignment> assignments;
    private final String by;
    private final String reason;
    private List<PolicyEdit.FieldEdit> made = List.of();
    /** Why the notes that stood there could not be read; empty where they could. */
    private String lost = "";

    PolicyWrite(Keys keys, Scope scope, List<Assignment> assignments, String by, String reason) {
        this.keys = keys;
        this.scope = scope;
        this.assignments = List.copyOf(assignments);
        this.by = by;
        this.reason = reason;
    }

    /**
     * Makes the change and says what it was. What is not valid, and a fleet without a policy, is a
     * {@link CommandFailure}.
     */
    void make(Workplace workplace, Shell shell) {
        String key = scope.configKey(keys);
        Instant now = SystemClock.withoutShutdownHook().now();
        KeyWrite.make(
                workplace.consul(),
                List.of(keys.config(), key, scope.configChangesKey(keys)),
                view -> operations(workplace, view, now));
        if (made.isEmpty()) {
            shell.say("nothing to change: the policy of " + scope.text() + " says so already (" + key + ")");
        } else {
            made.forEach(change -> shell.say(scope.text() + ": " + ChangeLog.text(change) + " (" + key + ")"));
            if (!lost.isEmpty()) {
                shell.warn("who changed it before is lost: the key " + scope.configChangesKey(keys) + " " + lost
                        + "; it is begun anew");
            }
            ListWarnings.tell(workplace, scope, made, shell);
        }
    }

    private List<Operation> operations(Workplace workplace, View view, Instant now) {
        if (view.get(keys.config()).isEmpty()) {
            throw new CommandFailure(
                    ExitCode.NOT_INITIALISED,
                    "there is no fleet policy at " + keys.config()
                            + ", so nothing reboots: run `rebootmgr init` first");
        }
        String key = scope.configKey(keys);
        Optional<View.Entry> old = view.get(key);
        Layer layer = new Layer(key, scope.layer(), old.map(View.Entry::value).orElse(NO_FIELDS));
        return switch (PolicyEdit.of(layer, assignments)) {
            case Result.Refused(List<Problem> problems) ->
                throw new CommandFailure(ExitCode.USAGE, "nothing was changed" + lines(problems));
            case Result.Broken(List<Problem> problems) ->
                throw new CommandFailure(
                        ExitCode.INVALID,
                        "nothing was changed: the policy that stands there is not valid" + lines(problems)
                                + "\ncorrect these in the same command (`rebootmgr config set`, `config unset`)");
            case Result.Contradictory(List<Problem> problems) -> throw contradictory(problems);
            case Result.Edited edited -> {
                requireNoContradiction(workplace, key, edited);
                yield write(view, key, edited, now);
            }
        };
    }

    /** What lists of other layers say, and who is in which group, decides as well. */
    private void requireNoContradiction(Workplace workplace, String key, Result.Edited edited) {
        if (edited.changes().stream().anyMatch(change -> ListsOfFleet.FIELDS.contains(change.field()))) {
            List<Problem> problems = ListsOfFleet.contradictions(
                    workplace, Optional.of(new Layer(key, scope.layer(), Json.bytes(edited.json()))));
            if (!problems.isEmpty()) {
                throw contradictory(problems);
            }
        }
    }

    private static CommandFailure contradictory(List<Problem> problems) {
        return new CommandFailure(
                ExitCode.INVALID,
                "nothing was changed: every node that reads such a policy would refuse it (105)" + lines(problems));
    }

    private List<Operation> write(View view, String key, Result.Edited edited, Instant now) {
        if (edited.changes().isEmpty()) {
            return List.of();
        }
        made = edited.changes();
        String log = scope.configChangesKey(keys);
        // A layer that says nothing is better none; the fleet's is what says that there may be reboots at all.
        boolean gone = edited.json().isEmpty() && scope.layer() != LayerKind.FLEET;
        byte[] value = (Json.pretty(edited.json()) + "\n").getBytes(StandardCharsets.UTF_8);
        ChangeLog.Note note = new ChangeLog.Note(
                now, by, reason, made.stream().map(ChangeLog::text).toList());
        return List.of(
                gone ? new Operation.DeleteIf(key, view.index(key)) : new Operation.PutIf(key, value, view.index(key)),
                new Operation.PutIf(log, noted(view, log).with(note).bytes(), view.index(log)));
    }

    /** Notes that cannot be read are begun anew: they are no part of the policy. */
    private ChangeLog noted(View view, String log) {
        lost = "";
        try {
            Optional<View.Entry> entry = view.get(log);
            return entry.isPresent() ? ChangeLog.parse(entry.get().value()) : ChangeLog.NONE;
        } catch (MalformedJson e) {
            lost = e.reason();
            return ChangeLog.NONE;
        }
    }

    private static String lines(List<Problem> problems) {
        return problems.stream().map(problem -> "\n  " + problem.text()).collect(Collectors.joining());
    }
}
