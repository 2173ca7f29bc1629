package io.rebootmgr.doctor;

import io.rebootmgr.facts.Facts;
import io.rebootmgr.fleet.NearlyStops;
import java.util.ArrayList;
import java.util.List;

/** Stop flags that keep this node up: meant so, but easily forgotten. */
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
    public List<Finding> examine(Patient patient) {
        Facts facts = patient.facts();
        List<Finding> findings = new ArrayList<>();
        for (String key : Facts.stopKeys(patient.self())) {
            facts.view()
                    .get(key)
                    .ifPresent(entry -> findings.add(Finding.note(
                            about(),
                            "stopped by " + key + ": " + entry.text(),
                            "`rebootmgr resume` ends it, with --group or --node where it is one's")));
        }
        NearlyStops.in(facts.view(), patient.self().keys())
                .forEach(key -> findings.add(Finding.warn(
                        about(), key.key() + " " + key.why(), "`rebootmgr stop` sets one; delete this key")));
        return findings.isEmpty() ? List.of(Finding.ok(about(), "no stop flag is set")) : findings;
    }
}
