package io.rebootmgr.policy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What reading the layers came to. */
public sealed interface PolicyResult {

    /** Every layer is valid; {@code origins} tells for each field, by its JSON name and in their order, whose it is. */
    record Effective(Policy policy, Map<String, Origin> origins) implements PolicyResult {
        public Effective {
            origins = Collections.unmodifiableMap(new LinkedHashMap<>(origins));
        }
    }

    /**
     * What is wrong in all layers, in the order of the layers; at least one. None of them may be acted upon. Of more
     * than {@value #MOST} the last says how many more there are: each of them is a line in a log and part of a node's
     * status.
     *
     * @param contradictory the policy, where every value of it can be read and only its lists of nodes contradict one
     *     another: a node that is on its way back goes by it
     */
    record Invalid(List<Problem> problems, Optional<Policy> contradictory) implements PolicyResult {
        static final int MOST = 50;

        Invalid(List<Problem> problems) {
            this(problems, Optional.empty());
        }

        public Invalid {
            problems = problems.size() <= MOST ? List.copyOf(problems) : shortened(problems);
        }

        private static List<Problem> shortened(List<Problem> problems) {
            List<Problem> first = new ArrayList<>(problems.subList(0, MOST));
            first.add(new Problem((problems.size() - MOST) + " more problems", "are not shown: fix these first"));
            return List.copyOf(first);
        }
    }
}
