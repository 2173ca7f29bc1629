/**
 * How a node's lease is taken, kept and given back, for whoever disturbs a node otherwise than by a reboot of this
 * program: technicians, fencing, configuration runs.
 */
@NullMarked
package io.rebootmgr.leasing;

import org.jspecify.annotations.NullMarked;
