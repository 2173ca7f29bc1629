package io.rebootmgr.doctor;

import io.rebootmgr.facts.Facts;
import io.rebootmgr.fleet.NearlyStops;
import java.util.ArrayList;
import java.util.List;

/** Stop flags and pauses that keep this node up: meant so, but easily forgotten. */
final class StopFlags implements Examination {
    @Override
    public String about() {
        return "stop";
    }

    @Override
    public boolean needsConsul() {
        return true;
    }

    @Override
    public List<Finding> examine(ExaminedNode examined) {
        Facts facts = examined.facts();
        List<Finding> findings = new ArrayList<>();
        for (String key : Facts.stopKeys(examined.self())) {
            facts.view()
                    .get(key)
                    .ifPresent(entry -> findings.add(Finding.note(
                            about(),
                            "stopped by " + key + ": " + entry.text(),
                            "`rebootmgr resume` ends it, with --group or --node where it is one's")));
        }
        facts.pauses(examined.ports().clock().now())
                .forEach(pause -> findings.add(
                        Finding.note(about(), pause.text(examined.self().zone().get()), pause.unpause() + " ends it")));
        NearlyStops.in(facts.view(), examined.self().keys())
                .forEach(key -> findings.add(Finding.warn(
                        about(),
                        key.key() + " " + key.why(),
                        "`rebootmgr stop` or `pause` sets one; delete this key")));
        return findings.isEmpty() ? List.of(Finding.ok(about(), "no stop flag and no pause is set")) : findings;
    }
}
