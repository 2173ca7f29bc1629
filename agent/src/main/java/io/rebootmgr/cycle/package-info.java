/**
 * The whole of a reboot. {@link io.rebootmgr.cycle.Cycle} is the file to read first; the others are its steps and what
 * they know. Uses ports (Consul, host, clock, tasks), gates and triggers, and no adapter of theirs.
 */
@NullMarked
package io.rebootmgr.cycle;

import org.jspecify.annotations.NullMarked;
