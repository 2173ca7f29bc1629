package io.rebootmgr.doctor;

import java.util.List;

/** Looks at one side of a node and leaves everything as it was. */
interface Examination {

    /** What it looks at, in a word or two. */
    String about();

    /** Whether it makes no sense without a Consul that answers. */
    boolean needsConsul();

    /**
     * What it found; nothing where there is nothing to look at. A Consul or a file that cannot be used passes through
     * as its exception.
     */
    List<Finding> examine(ExaminedNode examined);
}
