package io.rebootmgr.report;

import io.rebootmgr.cycle.NodeSwitch;
import io.rebootmgr.facts.Facts;

/**
 * Whether a node switched itself off, see {@link NodeSwitch}: in its own layer of the policy, or by a key where its
 * token must not write that. What operators switch off is on purpose, this wants somebody.
 */
final class SelfDisabled {
    private SelfDisabled() {}

    static boolean in(Facts facts) {
        var keys = facts.self().keys();
        String node = facts.self().node();
        if (facts.view().get(keys.disabled(node)).isPresent()) {
            return true;
        }
        // One that cannot be read has an exit code to tell it.
        return facts.view()
                .get(keys.nodeConfig(node))
                .flatMap(layer -> NodeSwitch.enabledAgain(layer.value()))
                .isPresent();
    }
}
