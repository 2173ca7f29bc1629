package io.rebootmgr.fleet;

/** What a key below the prefix is about, see {@link KeySubjects}. */
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
}
