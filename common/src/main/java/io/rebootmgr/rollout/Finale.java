package io.rebootmgr.rollout;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.MalformedJson;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What comes once for each group, when all nodes of a rollout are done.
 *
 * @param done the groups for which it is done
 * @param nodes by group, those of which one does it: it is for them to look whether it is due
 */
public record Finale(Set<String> done, SortedMap<String, List<String>> nodes) {
    /** Nothing is done yet, and nobody is chosen. */
    public static final Finale NOT_YET = new Finale(Set.of(), Collections.emptySortedMap());

    /** So many of a group are chosen, for the first may be gone. */
    static final int CHOSEN_MOST = 5;

    public Finale {
        done = Collections.unmodifiableSet(new TreeSet<>(done));
        SortedMap<String, List<String>> copy = new TreeMap<>();
        nodes.forEach((group, names) -> copy.put(group, List.copyOf(names)));
        nodes = Collections.unmodifiableSortedMap(copy);
    }

    /** The same, done for one more group. */
    Finale with(String group) {
        Set<String> more = new TreeSet<>(done);
        more.add(group);
        return new Finale(more, nodes);
    }

    /** The same, done for these too, and with these nodes chosen for the others. */
    Finale chosen(Collection<String> nothingToDo, Map<String, List<String>> others) {
        Set<String> more = new TreeSet<>(done);
        more.addAll(nothingToDo);
        SortedMap<String, List<String>> all = new TreeMap<>(nodes);
        all.putAll(others);
        return new Finale(more, all);
    }

    /** The nodes of which one does it for this group. */
    public List<String> of(String group) {
        return nodes.getOrDefault(group, List.of());
    }

    static Finale parse(Fields fields) throws MalformedJson {
        SortedMap<String, List<String>> nodes = new TreeMap<>();
        for (Fields one : fields.objects("finalizers")) {
            nodes.put(one.text("group"), one.texts("nodes"));
        }
        return new Finale(Set.copyOf(fields.texts("finalized")), nodes);
    }

    void writeTo(ObjectNode json) {
        if (!done.isEmpty()) {
            ArrayNode list = json.putArray("finalized");
            done.forEach(list::add);
        }
        if (!nodes.isEmpty()) {
            ArrayNode list = json.putArray("finalizers");
            nodes.forEach((group, names) -> {
                ArrayNode its = list.addObject().put("group", group).putArray("nodes");
                names.forEach(its::add);
            });
        }
    }
}
