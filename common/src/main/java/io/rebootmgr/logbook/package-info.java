/**
 * What a node says of itself: its last word ({@code nodes/<n>/status}) and its logbook ({@code nodes/<n>/history}).
 * Values and their JSON; uses nothing but that.
 */
@NullMarked
package io.rebootmgr.logbook;

import org.jspecify.annotations.NullMarked;
