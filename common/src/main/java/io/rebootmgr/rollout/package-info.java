/**
 * A version that goes through the fleet in waves: the rollouts under way, where each node of one stands, which nodes
 * are in which wave, what comes next, what operators may order, and the published versions. Decisions are pure
 * functions of what stands in Consul and of a clock; {@code Starting} alone asks Consul itself.
 */
@NullMarked
package io.rebootmgr.rollout;

import org.jspecify.annotations.NullMarked;
