package io.rebootmgr.simulation.consul;

import io.rebootmgr.consul.Operation;
import java.time.Duration;
import java.util.List;

/** Is told what became of every Raft entry that is about keys, in their order, before the writer has its answer. */
public interface Observer {

    /**
     * Keys were changed, all at once: by a transaction, or by a session that ended.
     *
     * @param changes sorted by key; never empty
     */
    void applied(long index, Duration now, List<Change> changes);

    /** A transaction was refused; {@code index} is that of its Raft entry, or with conditions alone of the last one. */
    default void refused(long index, Duration now, List<Operation> operations, List<String> reasons) {}
}
