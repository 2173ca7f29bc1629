/**
 * What happened: every event of a simulation as a value, who wants to be told of them, and the log. Knows the model of
 * Consul and nothing of who makes things happen.
 */
@NullMarked
package io.rebootmgr.simulation.history;

import org.jspecify.annotations.NullMarked;
