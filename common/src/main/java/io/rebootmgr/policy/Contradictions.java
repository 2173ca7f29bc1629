package io.rebootmgr.policy;

import io.rebootmgr.nodes.NodeList;
import io.rebootmgr.text.Few;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Nodes that the policy tells to be left alone and to go. Which of the two is meant nobody can say, so nobody who reads
 * such a policy reboots.
 */
public final class Contradictions {
    private static final int MOST_NAMED = 20;

    private Contradictions() {}

    /** Those that can be seen without knowing who is in which group: names in both lists, groups in both. */
    public static List<Problem> of(Policy policy, Map<String, Origin> origins) {
        List<Problem> found = new ArrayList<>();
        for (PolicyField<NodeList> goes : goes()) {
            Collection<String> both = policy.deny().common(policy.get(goes));
            if (!both.isEmpty()) {
                found.add(problem(both, goes, origins));
            }
        }
        return found;
    }

    /** Whether this node is in both, by its name or its group. */
    public static Optional<Problem> of(Policy policy, Map<String, Origin> origins, String node, String group) {
        if (policy.deny().isEmpty() || !policy.deny().contains(node, group)) {
            return Optional.empty();
        }
        return goes().stream()
                .filter(goes -> policy.get(goes).contains(node, group))
                .findFirst()
                .map(goes -> problem(List.of(node), goes, origins));
    }

    private static List<PolicyField<NodeList>> goes() {
        return List.of(PolicyFields.ALLOW, PolicyFields.CANARIES);
    }

    private static Problem problem(Collection<String> both, PolicyField<NodeList> goes, Map<String, Origin> origins) {
        String deny = PolicyFields.DENY.name();
        String denied = where(origins, deny);
        String goesWhere = where(origins, goes.name());
        String names = Few.of(both, MOST_NAMED);
        String as = both.size() == 1 ? " is" : " are";
        return new Problem(
                denied + ": " + deny,
                "has " + names + ", which" + as + " in " + goes.name()
                        + (goesWhere.equals(denied) ? "" : " of " + goesWhere) + " as well: take "
                        + (both.size() == 1 ? "it" : "each") + " out of one of the two");
    }

    private static String where(Map<String, Origin> origins, String field) {
        return origins.getOrDefault(field, Origin.DEFAULT).name();
    }
}
