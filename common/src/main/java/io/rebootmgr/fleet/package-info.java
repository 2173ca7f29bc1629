/**
 * The whole fleet as Consul's keys show it: who is stopped, who holds slots, who wants a reboot, what became of the last
 * ones. Reads through the Consul port in bulk and judges nothing; uses slots, policy and logbook.
 */
@NullMarked
package io.rebootmgr.fleet;

import org.jspecify.annotations.NullMarked;
