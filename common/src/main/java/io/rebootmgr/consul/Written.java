package io.rebootmgr.consul;

import java.util.List;

/** What became of a transaction. */
public sealed interface Written {

    /** All of it was done. */
    record Applied() implements Written {}

    /**
     * Nothing was done, for these reasons of Consul's. After a dropped connection it may have been sent twice, and then
     * the refusal can be of the second sending: whoever must know reads back.
     */
    record Refused(List<String> reasons) implements Written {}

    /** The answer was lost, or the leader was while it wrote: it may have been done or not. Read back. */
    record Unknown(String cause) implements Written {}
}
