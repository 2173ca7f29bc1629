/**
 * The node: its boot id, uptime, files, lock, time and reboot command. {@link io.rebootmgr.host.Host} and
 * {@link io.rebootmgr.host.Clock} are ports; what stands beside them does it on a real Linux node.
 */
@NullMarked
package io.rebootmgr.host;

import org.jspecify.annotations.NullMarked;
