package io.rebootmgr.rollout;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * That a canary is a node of the group which follows a version. The fleet's policy may name canaries of many groups,
 * and each of them can write a place of its own for any rollout: one of another group must not speak for this one. So
 * who goes first says so below a key that only tokens of the group's nodes may write, too; of the two keys one tells
 * the node, the other the group.
 */
public final class CanaryMarks {
    private CanaryMarks() {}

    /** What has to be read to know them, of a group's rollout of this id. */
    public static String prefix(Keys keys, String group, String id) {
        return mark(keys, group, id, "");
    }

    /** To be written with the beginning of the first wave's node, or with what became of it. */
    public static Operation of(Keys keys, String group, String id, String node) {
        return new Operation.Put(mark(keys, group, id, node), node.getBytes(StandardCharsets.UTF_8));
    }

    /** The nodes that are marked in a view which holds the {@link #prefix}. */
    static Set<String> in(View view, Keys keys, Order order) {
        return order.groups().stream()
                .map(group -> prefix(keys, group, order.id()))
                .flatMap(prefix ->
                        view.under(prefix).stream().map(entry -> entry.key().substring(prefix.length())))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String mark(Keys keys, String group, String id, String node) {
        return keys.rolloutOnce(id, group, Wave.CANARIES, node);
    }
}
