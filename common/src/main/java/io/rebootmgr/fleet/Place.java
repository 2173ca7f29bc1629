package io.rebootmgr.fleet;

import io.rebootmgr.consul.ClaimList;
import io.rebootmgr.consul.Keys;
import java.util.List;

/** What a key below the prefix is about: the names of {@link Keys}, read backwards. */
sealed interface Place {

    record FleetStop() implements Place {}

    record GroupStop(String group) implements Place {}

    record NodeStop(String node) implements Place {}

    record FleetPause() implements Place {}

    record GroupPause(String group) implements Place {}

    record NodePause(String node) implements Place {}

    record Lease(String node) implements Place {}

    record GroupSlots(String group) implements Place {}

    record Out(String group, String node) implements Place {}

    record GroupConfig(String group) implements Place {}

    record Wanted(String node) implements Place {}

    record Status(String node) implements Place {}

    record History(String node) implements Place {}

    record Waiting(String group, String node) implements Place {}

    record NodeConfig(String node) implements Place {}

    /** Anything else: the fleet's policy, locks, and what somebody left there. */
    record Other() implements Place {}

    static Place of(Keys keys, String key) {
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
            case 4 -> key.equals(keys.out(path.get(1), path.get(3))) ? new Out(path.get(1), path.get(3)) : new Other();
            default -> new Other();
        };
    }

    private static Place below(Keys keys, String key, String name) {
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
