package io.rebootmgr.event;

import io.rebootmgr.event.Event.RolloutNews;
import io.rebootmgr.facts.Self;
import io.rebootmgr.lease.Lease;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.policy.Durations;
import io.rebootmgr.policy.Moments;
import io.rebootmgr.rollout.Order;
import io.rebootmgr.rollout.PublishedVersion;
import io.rebootmgr.rollout.Rollout;
import io.rebootmgr.rollout.Wave;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimState;
import io.rebootmgr.slot.Typed;
import io.rebootmgr.text.Suggestion;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * An event as a chat shows it, on one line: which fleet, what happened, what is held up by it, the claim, and what to
 * type.
 *
 * @param what what happened, without a full stop
 * @param heldUp what cannot go on because of it; may be empty
 * @param claim the claim's id; may be empty
 * @param hint leads to the command, as in "what happened: "
 * @param command to be typed; may be empty
 */
record Message(String what, String heldUp, String claim, String hint, String command) {
    private static final int QUOTE_LENGTH_MAX = 200;
    private static final int GROUPS_MOST = 5;

    /** The whole line. */
    String text(Surroundings surroundings) {
        StringBuilder text = new StringBuilder(
                surroundings.fleet().map(fleet -> fleet + ": ").orElse(""));
        text.append(what).append(heldUp.isEmpty() ? "" : ". " + capital(heldUp));
        String end = (claim.isEmpty() ? "" : "Claim " + claim)
                + (command.isEmpty() ? "" : (claim.isEmpty() ? capital(hint) : "; " + hint) + "`" + command + "`");
        return text.append(end.isEmpty() ? "" : ". " + end).toString();
    }

    static Message of(Event event, Self self, Surroundings at, Instant now) {
        String me = self.node();
        String group = self.group();
        String history = history(me);
        return switch (event) {
            case Event.Claimed(String claim, String reason) ->
                new Message(
                        me + " has a slot of group " + group + " and prepares for its reboot" + because(reason),
                        at.heldUpBy(me, group),
                        claim,
                        "to stop it: ",
                        Suggestion.of("rebootmgr stop").option("--node", me).toString());
            case Event.Changing(String claim, String reason) ->
                new Message(
                        me + " is drained and being changed" + because(reason),
                        until(at.heldUpBy(me, group), " until it is back"),
                        claim,
                        "to watch: ",
                        Suggestion.of("rebootmgr status")
                                .option("--group", group)
                                .toString());
            case Event.Rebooting(String claim, String reason) ->
                new Message(
                        me + " reboots now" + because(reason),
                        until(at.heldUpBy(me, group), " until it is back"),
                        claim,
                        "to watch: ",
                        Suggestion.of("rebootmgr status")
                                .option("--group", group)
                                .toString());
            case Event.Back(String claim, String reason) ->
                new Message(
                        me + " is back from its reboot" + away(at, me, now) + ", not yet in service" + because(reason),
                        until(at.heldUpBy(me, group), " until it is"),
                        claim,
                        "what it waits for: ",
                        "rebootmgr check");
            case Event.Completed(Entry entry) -> completed(entry, me, now, history);
            case Event.GivenUp(String claim, int code, String why, Optional<TaskEnd> task) ->
                new Message(
                        me + " gave its slot back without a reboot: " + why + lastWords(task),
                        "a later run tries again",
                        claim,
                        "what happened: ",
                        history);
            case Event.Failed(String claim, int code, String why, Optional<TaskEnd> task) ->
                failed(claim, me + " failed: " + why + lastWords(task), self, at);
            case Event.Held(String gate, Instant since, int code, String why) ->
                new Message(
                        me + " wants a reboot and is held for " + age(since, now) + ": " + why,
                        "",
                        "",
                        "on " + me + " for all of it: ",
                        "rebootmgr check");
            case Event.Parked(int code, String why) ->
                new Message(
                        me + " has given up: " + why,
                        "it tries no more until somebody has looked",
                        "",
                        "what happened: ",
                        history);
            case Event.Stuck(String in, Claim claim) -> stuck(in, claim, at, now);
            case Event.Test(String by) ->
                new Message(by + " tests whether messages of " + me + " arrive: nothing happened", "", "", "", "");
            case Event.StopSet(String scope, String name, String by, String why) ->
                new Message(
                        by + " stopped " + called(scope, name) + ": " + why,
                        stopped(scope, name),
                        "",
                        "to end it: ",
                        scoped("rebootmgr resume", scope, name));
            case Event.StopCleared(String scope, String name, String by, String why) ->
                new Message(
                        by + " ended the stop of " + called(scope, name)
                                + (why.isEmpty() ? "" : ", which said: " + why),
                        "",
                        "",
                        "to stop it again: ",
                        scoped("rebootmgr stop", scope, name));
            case Event.PauseSet(String scope, String name, String by, String why, Optional<Instant> until) ->
                new Message(
                        by + " paused " + called(scope, name)
                                + until.map(end -> " until "
                                                + Moments.alone(end, self.zone().get()))
                                        .orElse("") + because(why),
                        "what has begun goes on, nothing new begins",
                        "",
                        "to end it: ",
                        scoped("rebootmgr unpause", scope, name));
            case Event.PauseCleared(String scope, String name, String by, String why) ->
                new Message(
                        by + " ended the pause of " + called(scope, name)
                                + (why.isEmpty() ? "" : ", which said: " + why),
                        "",
                        "",
                        "to pause it again: ",
                        scoped("rebootmgr pause", scope, name));
            case Event.Leased(String node, Lease lease) ->
                new Message(
                        lease.holder() + " leased " + node + " for " + lease.purpose() + because(lease.reason()),
                        "nobody else disturbs it",
                        "",
                        "who has what: ",
                        "rebootmgr lease list");
            case Event.LeaseReleased(String node, Lease lease, String by, String why, boolean forced) ->
                new Message(
                        (forced
                                        ? by + " took the lease on " + node + " from " + lease.holder()
                                        : by + " gave the lease on " + node + " back")
                                + ", which was for " + lease.purpose() + " and had lasted for "
                                + age(lease.since(), now) + because(why),
                        "",
                        "",
                        "who has what: ",
                        "rebootmgr lease list");
            case Event.PoweringOff(Lease lease) ->
                new Message(
                        me + " booted although " + lease.holder() + " leased it to be off, and is switched off again"
                                + because(lease.reason()),
                        "",
                        "",
                        "to let it run: ",
                        Suggestion.of("rebootmgr lease release")
                                .argument(me)
                                .option("--id", lease.id())
                                .toString());
            case Event.LeaseLost(String node, Lease lease, String why) ->
                new Message(
                        lease.holder() + " lost the lease on " + node + ", which was for " + lease.purpose()
                                + because(why),
                        "the command that ran under it was ended",
                        "",
                        "look at what it left: ",
                        Suggestion.of("rebootmgr lease check").argument(node).toString());
            case Event.OfRollout(RolloutNews news, Rollout rollout, String by) -> rollout(news, rollout, by);
            case Event.VersionPublished(PublishedVersion version) ->
                new Message(
                        version.by() + " published version " + version.name() + " ("
                                + version.kind().label() + ")" + because(version.notes()),
                        "",
                        "",
                        "to roll it out: ",
                        Suggestion.of("rebootmgr rollout start")
                                .argument(version.name())
                                .toString());
            case Event.Released(String in, Claim claim, String by, String why) ->
                new Message(
                        by + " released the slot of group " + in + " that " + claim.node() + " held as " + claim.text()
                                + " for " + age(claim.since(), now) + ": " + why,
                        "the next node of " + in + " may go",
                        claim.id(),
                        "what happened: ",
                        history(Typed.node(claim.node())));
        };
    }

    private static Message rollout(RolloutNews news, Rollout rollout, String by) {
        Order order = rollout.order();
        String which = "version " + order.version() + " (rollout " + rollout.id() + " of "
                + String.join(", ", order.groups().stream().limit(GROUPS_MOST).toList())
                + (order.groups().size() > GROUPS_MOST ? " and more" : "") + ")";
        String wave = rollout.wave().map(Wave::name).orElse("");
        String what = switch (news) {
            case ROLLOUT_STARTED -> by + " started " + which + because(order.reason());
            case WAVE_OPENED -> which + " stood well, and goes on with wave " + wave;
            case ROLLOUT_PAUSED -> which + " is " + rollout.why();
            case ROLLOUT_FAILED -> which + " has failed: " + rollout.why();
            case ROLLOUT_DONE -> which + " is done";
            case ROLLOUT_ABORTED -> which + " is " + rollout.why();
        };
        String heldUp = switch (news) {
            case ROLLOUT_PAUSED, ROLLOUT_FAILED -> "nothing new begins";
            case ROLLOUT_STARTED, WAVE_OPENED, ROLLOUT_DONE, ROLLOUT_ABORTED -> "";
        };
        Suggestion where = Suggestion.of("rebootmgr rollout status").argument(rollout.id());
        return new Message(
                what,
                heldUp,
                "",
                "where it is: ",
                (news == RolloutNews.ROLLOUT_FAILED ? where.asIs("--nodes") : where).toString());
    }

    private static Message completed(Entry entry, String me, Instant now, String history) {
        Instant end = entry.end().map(Entry.End::at).orElse(now);
        String kernel = entry.kernelAfter()
                .filter(after -> !after.equals(entry.kernelBefore()))
                .map(after ->
                        "; kernel " + (entry.kernelBefore().isEmpty() ? "" : entry.kernelBefore() + " -> ") + after)
                .orElse("");
        return new Message(
                me + " is in service again, " + age(entry.started(), end) + " after it began" + because(entry.reason())
                        + kernel,
                "",
                entry.claim(),
                "what happened: ",
                history);
    }

    /** Whether its slot is kept decides what is held up, and what helps. */
    private static Message failed(String claim, String what, Self self, Surroundings at) {
        Optional<Claim> kept = at.claimOf(self.node());
        String count = at.failures() > 0 && at.maxFailures() > 0
                ? " (failure " + at.failures() + " of " + at.maxFailures() + ")"
                : "";
        if (kept.isEmpty()) {
            String back =
                    claim.isEmpty() ? "a later run tries again" : "its slot was given back, a later run tries again";
            return new Message(what, back + count, claim, "what happened: ", history(self.node()));
        }
        String others = at.heldUpBy(self.node(), self.group());
        return new Message(
                what,
                "its slot stays taken" + (others.isEmpty() ? "" : "; " + others) + count,
                kept.get().id(),
                "fix it, then on " + self.node() + ": ",
                "rebootmgr run");
    }

    private static Message stuck(String group, Claim claim, Surroundings at, Instant now) {
        boolean returning = claim.state() == ClaimState.RETURNING;
        String others = at.heldUpBy(claim.node(), group);
        String heldUp = "its slot stays taken" + (others.isEmpty() ? "" : "; " + others);
        return new Message(
                claim.node() + " of group " + group + " has been "
                        + claim.text() + " for "
                        + age(claim.since(), now) + (returning ? " and is not in service" : " and is not back")
                        + because(claim.reason()),
                heldUp,
                claim.id(),
                "if it will not come back: ",
                Suggestion.of("rebootmgr release")
                        .argument(Typed.node(claim.node()))
                        .option("--claim", Typed.id(claim.id()))
                        .asIs("--reason WHY")
                        .toString());
    }

    private static String stopped(String scope, String name) {
        return switch (scope) {
            case "node" -> "it does not reboot";
            case "group" -> "nobody in " + name + " reboots";
            default -> "nobody reboots";
        };
    }

    private static String history(String node) {
        return Suggestion.of("rebootmgr history").argument(node).toString();
    }

    private static String scoped(String command, String scope, String name) {
        Suggestion suggestion = Suggestion.of(command);
        return name.isEmpty()
                ? suggestion.toString()
                : suggestion.option("--" + scope, name).toString();
    }

    private static String called(String scope, String name) {
        return name.isEmpty() ? "the fleet" : scope + " " + name;
    }

    private static String because(String reason) {
        return reason.isEmpty() ? "" : ": " + reason;
    }

    /** How long it was away, where its claim still says when it went. */
    private static String away(Surroundings at, String node, Instant now) {
        return at.claimOf(node)
                .filter(claim -> claim.state() == ClaimState.REBOOTING)
                .map(claim -> " after " + age(claim.since(), now))
                .orElse("");
    }

    private static String until(String heldUp, String when) {
        return heldUp.isEmpty() ? "" : heldUp + when;
    }

    /** How long the task ran and what it said last; quoted, for it may say anything. */
    private static String lastWords(Optional<TaskEnd> task) {
        if (task.isEmpty()) {
            return "";
        }
        String said = task.get().lastError().replace('`', '\'').replace('"', '\'');
        String bounded = said.length() <= QUOTE_LENGTH_MAX ? said : said.substring(0, QUOTE_LENGTH_MAX) + "…";
        return "; it ran for " + Durations.brief(task.get().took())
                + (bounded.isEmpty() ? "" : " and said \"" + bounded + "\"");
    }

    private static String age(Instant since, Instant now) {
        return Durations.age(since, now);
    }

    private static String capital(String text) {
        return text.isEmpty() ? "" : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
