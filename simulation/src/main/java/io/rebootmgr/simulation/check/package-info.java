/**
 * What must hold in every history, judged at every step by those who only watch. They read keys for themselves: what
 * the agent's own code thinks of a claim, a limit or a health rule is what is being judged.
 */
@NullMarked
package io.rebootmgr.simulation.check;

import org.jspecify.annotations.NullMarked;
