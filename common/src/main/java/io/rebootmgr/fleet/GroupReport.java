package io.rebootmgr.fleet;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What runs in a group, and which of its nodes lag behind.
 *
 * @param name empty for those that nobody has heard of: their group is not known
 * @param contact who looks after them, by the group's policy
 * @param version the newest that a rollout has brought through the group; empty where none has
 * @param target the version that a rollout is bringing now, or that the group follows and has not begun with
 * @param nodes how many say that they are in it
 * @param outdated those that run neither of the two versions
 * @param silent those that have not said a word for {@link ReportReading#SILENT_AFTER}
 * @param unknown members of Consul of which rebootmgr has never heard
 * @param versions how many nodes run which one; the empty one is none
 * @param kernels how many nodes run which one
 * @param agents how many nodes have which version of rebootmgr
 * @param unmaintained why it counts as such; empty where it does not
 * @param facts what detectors found, by name and node
 */
public record GroupReport(
        String name,
        Optional<String> contact,
        Optional<String> version,
        Optional<String> target,
        int nodes,
        List<String> outdated,
        List<String> silent,
        List<String> unknown,
        SortedMap<String, Integer> versions,
        SortedMap<String, Integer> kernels,
        SortedMap<String, Integer> agents,
        Optional<String> unmaintained,
        SortedMap<String, SortedMap<String, String>> facts) {

    public GroupReport {
        outdated = List.copyOf(outdated);
        silent = List.copyOf(silent);
        unknown = List.copyOf(unknown);
        versions = Collections.unmodifiableSortedMap(versions);
        kernels = Collections.unmodifiableSortedMap(kernels);
        agents = Collections.unmodifiableSortedMap(agents);
        facts = Collections.unmodifiableSortedMap(facts);
    }

    /** Whether somebody should look after it. */
    public boolean isBehind() {
        return !outdated.isEmpty() || !silent.isEmpty() || !unknown.isEmpty() || unmaintained.isPresent();
    }
}
