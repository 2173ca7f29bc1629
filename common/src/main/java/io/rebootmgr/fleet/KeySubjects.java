package io.rebootmgr.fleet;

import io.rebootmgr.consul.ClaimList;
import io.rebootmgr.consul.Keys;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The names of {@link Keys}, read backwards. What stands behind a node's or a group's name is looked up rather than put
 * together anew for each key: a status of thousands of nodes reads a hundred thousand names.
 */
final class KeySubjects {
    private static final KeySubject OTHER = new KeySubject.Other();

    private final Keys keys;
    private final String nodes;
    private final String groups;
    private final String waiting;
    private final Map<String, Function<String, KeySubject>> ofNode = new HashMap<>();
    private final Map<String, Function<String, KeySubject>> ofGroup = new HashMap<>();

    KeySubjects(Keys keys) {
        this.keys = keys;
        nodes = keys.nodes();
        groups = keys.groups();
        waiting = keys.waiting();
        ofNode.put(behindNode(keys.status("")), KeySubject.Status::new);
        ofNode.put(behindNode(keys.rebootRequired("")), KeySubject.Wanted::new);
        ofNode.put(behindNode(keys.changeRequired("")), KeySubject.Wanted::new);
        ofNode.put(behindNode(keys.nodeStop("")), KeySubject.NodeStop::new);
        ofNode.put(behindNode(keys.nodePause("")), KeySubject.NodePause::new);
        ofNode.put(behindNode(keys.lease("")), KeySubject.Lease::new);
        ofNode.put(behindNode(keys.history("")), KeySubject.History::new);
        ofNode.put(behindNode(keys.nodeConfig("")), KeySubject.NodeConfig::new);
        ofGroup.put(behindGroup(keys.groupStop("")), KeySubject.GroupStop::new);
        ofGroup.put(behindGroup(keys.groupPause("")), KeySubject.GroupPause::new);
        ofGroup.put(behindGroup(keys.groupConfig("")), KeySubject.GroupConfig::new);
        for (ClaimList list : ClaimList.values()) {
            ofGroup.put(behindGroup(keys.of(list).slots("")), KeySubject.GroupSlots::new);
        }
    }

    private String behindNode(String key) {
        return key.substring(nodes.length());
    }

    private String behindGroup(String key) {
        return key.substring(groups.length());
    }

    /** What this key is about, whoever wrote it. */
    KeySubject of(String key) {
        KeySubject found = null;
        if (key.startsWith(nodes)) {
            found = named(ofNode, behindNode(key));
        } else if (key.startsWith(groups)) {
            found = inGroup(behindGroup(key));
        } else if (key.startsWith(waiting)) {
            found = ofTwo(key.substring(waiting.length()), KeySubject.Waiting::new);
        }
        return found == null ? ofFleet(key) : found;
    }

    private static @Nullable KeySubject named(Map<String, Function<String, KeySubject>> subjects, String key) {
        int end = key.indexOf('/');
        Function<String, KeySubject> subject = end < 0 ? null : subjects.get(key.substring(end));
        return subject == null ? null : subject.apply(key.substring(0, end));
    }

    private @Nullable KeySubject inGroup(String key) {
        KeySubject named = named(ofGroup, key);
        if (named != null) {
            return named;
        }
        int end = key.indexOf('/');
        String group = end < 0 ? "" : key.substring(0, end);
        String out = behindGroup(keys.outOf(group));
        if (key.startsWith(out)) {
            return ofOne(key.substring(out.length()), node -> new KeySubject.Out(group, node));
        }
        String lock = behindGroup(keys.preparing(group, ""));
        return key.startsWith(lock)
                ? ofOne(key.substring(lock.length()), node -> new KeySubject.Lock(group, node))
                : null;
    }

    private static @Nullable KeySubject ofOne(String name, Function<String, KeySubject> subject) {
        return name.indexOf('/') < 0 ? subject.apply(name) : null;
    }

    private static @Nullable KeySubject ofTwo(String names, BiFunction<String, String, KeySubject> subject) {
        int end = names.indexOf('/');
        return end < 0
                ? null
                : ofOne(names.substring(end + 1), second -> subject.apply(names.substring(0, end), second));
    }

    private KeySubject ofFleet(String key) {
        if (key.equals(keys.stop())) {
            return new KeySubject.FleetStop();
        }
        if (key.equals(keys.pause())) {
            return new KeySubject.FleetPause();
        }
        int last = key.lastIndexOf('/');
        int before = key.lastIndexOf('/', last - 1);
        String node = before < 0 ? "" : key.substring(before + 1, last);
        return before >= 0 && key.equals(keys.pythonRebootRequired(node)) ? new KeySubject.Wanted(node) : OTHER;
    }
}
