package io.rebootmgr.rollout;

import io.rebootmgr.text.PrintableText;

/**
 * Words in the keys of rollouts, which every node can write, in sentences of ours. A name there may be any text: on one
 * line and cut short it cannot pass for more than a name.
 */
final class Foreign {
    private static final int NAME_MOST = 200;
    private static final int SENTENCE_MOST = 1_000;

    private Foreign() {}

    /** An id, a version, the name of a wave, a group or a node. */
    static String name(String raw) {
        return PrintableText.excerpt(raw, NAME_MOST);
    }

    /** Why a rollout stands as it does: a reason, and names of nodes. */
    static String sentence(String raw) {
        return PrintableText.excerpt(raw, SENTENCE_MOST);
    }
}
