/**
 * Consul as nodes meet it: servers that lose their leader and lag behind, an agent on each node, and the port of one
 * run to that agent. Uses the model, time and mishaps; knows nothing of the cycle.
 */
@NullMarked
package io.rebootmgr.simulation.cluster;

import org.jspecify.annotations.NullMarked;
