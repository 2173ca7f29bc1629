/**
 * The whole fleet as Consul's keys show it: who is stopped, who holds slots, who wants a reboot, what became of the
 * last ones, and how they would go on. Reads through the Consul port in bulk and decides nothing; uses slots, policy
 * and logbook.
 */
@NullMarked
package io.rebootmgr.fleet;

import org.jspecify.annotations.NullMarked;
