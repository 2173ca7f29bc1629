/** Whether the simulation sees what it is there to see: broken variants of the agent, each of which must be caught. */
@NullMarked
package io.rebootmgr.simulation.mutation;

import org.jspecify.annotations.NullMarked;
