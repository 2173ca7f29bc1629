package io.rebootmgr.rollout;

import java.util.List;

/**
 * What a claim belongs to that begins when it is its node's turn in a rollout.
 *
 * @param id the rollout's
 * @param version that it brings
 * @param wave the name of the node's wave
 * @param tags of the tasks that run; none: all
 */
public record InRollout(String id, String version, String wave, List<String> tags) {
    public InRollout {
        tags = List.copyOf(tags);
    }
}
