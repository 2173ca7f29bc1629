/**
 * Whole fleets in virtual time, from one seed: the agent's own cycle on simulated ports. May use everything of the
 * agent and of common; nothing uses it.
 */
@NullMarked
package io.rebootmgr.simulation;

import org.jspecify.annotations.NullMarked;
