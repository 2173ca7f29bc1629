package io.rebootmgr.policy;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What reading the layers came to. */
public sealed interface PolicyResult {

    /** Every layer is valid; {@code origins} tells for each field, by its JSON name and in their order, whose it is. */
    record Effective(Policy policy, Map<String, Origin> origins) implements PolicyResult {
        public Effective {
            origins = Collections.unmodifiableMap(new LinkedHashMap<>(origins));
        }
    }

    /** All that is wrong in all layers, in the order of the layers; at least one. None of them may be acted upon. */
    record Invalid(List<Problem> problems) implements PolicyResult {
        public Invalid {
            problems = List.copyOf(problems);
        }
    }
}
