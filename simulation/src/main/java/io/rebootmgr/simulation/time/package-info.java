/**
 * Virtual time: events in one order, and processes whose code runs as if it had a thread of its own, one at any moment.
 * Knows nothing of what is simulated; uses nothing but the JDK.
 */
@NullMarked
package io.rebootmgr.simulation.time;

import org.jspecify.annotations.NullMarked;
