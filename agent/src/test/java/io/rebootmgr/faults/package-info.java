/**
 * Real faults: a real cluster of three servers whose processes die, stop and are cut off, and requests that get lost on
 * their way. Whatever happens, never more machines of a group are down than its limit, and every one gets its reboot in
 * the end.
 */
@NullMarked
package io.rebootmgr.faults;

import org.jspecify.annotations.NullMarked;
