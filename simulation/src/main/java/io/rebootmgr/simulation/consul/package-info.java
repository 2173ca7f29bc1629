/**
 * Consul's servers as one pure state machine: keys, sessions and catalog, every change with its Raft index. Nothing
 * here reads a clock, and nothing is known of latency, faults or the network: that is for those who ask the model.
 */
@NullMarked
package io.rebootmgr.simulation.consul;

import org.jspecify.annotations.NullMarked;
