package io.rebootmgr.doctor;

import io.rebootmgr.health.NearlyTags;
import java.util.List;

/** The tags of this node's services say something, or nothing: one that nearly does leaves a service without a say. */
final class Tags implements Examination {
    @Override
    public String about() {
        return "tags";
    }

    @Override
    public boolean needsConsul() {
        return true;
    }

    @Override
    public List<Finding> examine(ExaminedNode examined) {
        List<Finding> findings = NearlyTags.of(examined.consul().localServices()).stream()
                .map(hint -> Finding.warn(about(), hint.text(), hint.wayOut()))
                .toList();
        return findings.isEmpty() ? List.of(Finding.ok(about(), "no misspelt rebootmgr tag")) : findings;
    }
}
