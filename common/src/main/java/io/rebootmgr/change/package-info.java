/** What a node can need: a change that it serves through, one that it is drained for, a reboot. */
@NullMarked
package io.rebootmgr.change;

import org.jspecify.annotations.NullMarked;
