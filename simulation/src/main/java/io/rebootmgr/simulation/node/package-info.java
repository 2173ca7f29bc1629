/**
 * A node: its power, its disk, its clocks, its tasks, its timer, and the runs of the agent on it, which are the very
 * {@link io.rebootmgr.cycle.Cycle}. Gives the cycle its ports.
 */
@NullMarked
package io.rebootmgr.simulation.node;

import org.jspecify.annotations.NullMarked;
