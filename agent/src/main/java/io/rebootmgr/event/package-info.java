/**
 * What happens to a node, a claim or the fleet that people want to be told. Values only; who tells them is elsewhere.
 */
@NullMarked
package io.rebootmgr.event;

import org.jspecify.annotations.NullMarked;
