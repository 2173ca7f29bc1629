/**
 * The rules that may hold a reboot back, one file each, in the order of {@link io.rebootmgr.gate.Gates}. A gate
 * collects its facts through ports and judges them; it changes nothing.
 */
@NullMarked
package io.rebootmgr.gate;

import org.jspecify.annotations.NullMarked;
