package io.rebootmgr.order;

import java.util.List;

/** What came of putting the tasks of a stage into an order. */
public sealed interface TaskOrderResult {

    /** All of them, each once, the first to run first. */
    record Ordered(List<Placed> tasks) implements TaskOrderResult {
        public Ordered {
            tasks = List.copyOf(tasks);
        }
    }

    /** No order does what they ask for; {@code causes}, not empty, each name the files and the way out. */
    record Impossible(List<String> causes) implements TaskOrderResult {
        public Impossible {
            causes = List.copyOf(causes);
        }
    }
}
