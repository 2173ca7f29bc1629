package io.rebootmgr.doctor;

import io.rebootmgr.consul.View;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.fleet.Census;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.History;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.text.Suggestion;
import io.rebootmgr.verdict.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What this node said of itself can be read, and does not keep it from rebooting. */
final class NodeRecord implements Examination {
    @Override
    public String about() {
        return "status";
    }

    @Override
    public boolean needsConsul() {
        return true;
    }

    @Override
    public List<Finding> examine(ExaminedNode examined) {
        Facts facts = examined.facts();
        String node = examined.self().node();
        List<Finding> findings = new ArrayList<>();
        try {
            Optional<NodeStatus> status = facts.status();
            findings.add(status.isPresent() ? judge(status.get(), facts, node) : Finding.note(about(), "no run yet"));
            status.filter(said -> !said.group().equals(examined.self().group()))
                    .ifPresent(said -> findings.add(Finding.warn(
                            about(),
                            "its last run was in group " + said.group() + ", and its settings now say "
                                    + examined.self().group() + ": it takes the slots of that one",
                            "meant so: the next run writes it down; else set node.group in the settings")));
        } catch (MalformedJson e) {
            String key = examined.self().keys().status(node);
            findings.add(Finding.fail(about(), ExitCode.INVALID, Facts.malformed(key, e)));
        }
        String key = examined.self().keys().history(node);
        try {
            Optional<View.Entry> history = facts.view().get(key);
            if (history.isPresent()) {
                History.parse(history.get().value());
            }
        } catch (MalformedJson e) {
            findings.add(Finding.warn(
                    about(),
                    "no logbook is kept: the key " + key + " " + e.reason(),
                    Suggestion.of("consul kv delete").argument(key).toString()));
        }
        return findings;
    }

    private Finding judge(NodeStatus status, Facts facts, String node) {
        String resume = "fix what failed, then " + Suggestion.resume(node);
        String last = status.last().map(l -> ", last: " + l.reason()).orElse("");
        Policy policy = facts.policy().orDefaults();
        if (status.failures() >= policy.maxFailures()) {
            return Finding.fail(
                    about(), ExitCode.GIVEN_UP, "given up after " + status.failures() + " failures" + last, resume);
        }
        if (!status.loop().triggers().isEmpty()) {
            return Finding.fail(
                    about(),
                    ExitCode.GIVEN_UP,
                    "parked: rebooted, or changed, again and again for "
                            + String.join(" and ", status.loop().triggers()),
                    "find out what asks, then " + Suggestion.resume(node));
        }
        if (!status.parked().isEmpty()) {
            String trigger = status.parked().getFirst().trigger();
            return Finding.warn(
                    about(),
                    "parked: it rebooted for " + trigger + ", which stays there",
                    "remove it, or " + Suggestion.resume(node) + " to reboot for it once more");
        }
        if (status.failures() == 0 && Census.isReleased(status)) {
            return Finding.note(
                    about(),
                    "its slot was " + status.last().orElseThrow().reason() + "; that is no failure",
                    "`rebootmgr run` takes it back into service, and so does the timer's next run");
        }
        return status.failures() == 0
                ? Finding.ok(about(), status.state().label() + last)
                : Finding.warn(about(), status.failures() + " of " + policy.maxFailures() + " failures" + last, resume);
    }
}
