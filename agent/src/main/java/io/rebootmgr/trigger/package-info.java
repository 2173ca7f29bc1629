/**
 * Why a node needs a reboot: a file, a key in Consul, an operator. Uses the host's files and a view of Consul's keys.
 */
@NullMarked
package io.rebootmgr.trigger;

import org.jspecify.annotations.NullMarked;
