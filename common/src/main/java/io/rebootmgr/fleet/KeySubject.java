package io.rebootmgr.fleet;

import io.rebootmgr.consul.ClaimList;
import io.rebootmgr.consul.Keys;
import java.util.List;

/** What a key below the prefix is about: the names of {@link Keys}, read backwards. */
sealed interface KeySubject {

    record FleetStop() implements KeySubject {}

    record GroupStop(String group) implements KeySubject {}

    record NodeStop(String node) implements KeySubject {}

    record FleetPause() implements KeySubject {}

    record GroupPause(String group) implements KeySubject {}

    record NodePause(String node) implements KeySubject {}

    record Lease(String node) implements KeySubject {}

    record GroupSlots(String group) implements KeySubject {}

    record Out(String group, String node) implements KeySubject {}

    record Lock(String group, String node) implements KeySubject {}

    record GroupConfig(String group) implements KeySubject {}

    record Wanted(String node) implements KeySubject {}

    record Status(String node) implements KeySubject {}

    record History(String node) implements KeySubject {}

    record Waiting(String group, String node) implements KeySubject {}

    record NodeConfig(String node) implements KeySubject {}

    /** Anything else: the fleet's policy, and what somebody left there. */
    record Other() implements KeySubject {}

    static KeySubject of(Keys keys, String key) {
        if (!key.startsWith(keys.prefix() + "/")) {
            return new Other();
        }
        List<String> path = List.of(key.substring(keys.prefix().length() + 1).split("/", -1));
        return switch (path.size()) {
            case 1 ->
                key.equals(keys.stop()) ? new FleetStop() : key.equals(keys.pause()) ? new FleetPause() : new Other();
            case 2 -> key.equals(keys.pythonRebootRequired(path.get(0))) ? new Wanted(path.get(0)) : new Other();
            case 3 ->
                key.equals(keys.waiting(path.get(1), path.get(2)))
                        ? new Waiting(path.get(1), path.get(2))
                        : below(keys, key, path.get(1));
            case 4 -> ofNodeInGroup(keys, key, path.get(1), path.get(3));
            default -> new Other();
        };
    }

    private static KeySubject ofNodeInGroup(Keys keys, String key, String group, String node) {
        if (key.equals(keys.out(group, node))) {
            return new Out(group, node);
        }
        return key.equals(keys.preparing(group, node)) ? new Lock(group, node) : new Other();
    }

    private static KeySubject below(Keys keys, String key, String name) {
        if (key.equals(keys.status(name))) {
            return new Status(name);
        }
        if (key.equals(keys.rebootRequired(name)) || key.equals(keys.changeRequired(name))) {
            return new Wanted(name);
        }
        if (key.equals(keys.nodeStop(name))) {
            return new NodeStop(name);
        }
        if (key.equals(keys.nodePause(name))) {
            return new NodePause(name);
        }
        if (key.equals(keys.groupPause(name))) {
            return new GroupPause(name);
        }
        if (key.equals(keys.lease(name))) {
            return new Lease(name);
        }
        if (key.equals(keys.history(name))) {
            return new History(name);
        }
        if (key.equals(keys.nodeConfig(name))) {
            return new NodeConfig(name);
        }
        if (key.equals(keys.of(ClaimList.SLOTS).slots(name))
                || key.equals(keys.of(ClaimList.HOT).slots(name))) {
            return new GroupSlots(name);
        }
        if (key.equals(keys.groupStop(name))) {
            return new GroupStop(name);
        }
        return key.equals(keys.groupConfig(name)) ? new GroupConfig(name) : new Other();
    }
}
