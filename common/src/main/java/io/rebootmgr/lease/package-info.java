/**
 * The right to disturb one node, held by one at a time: what stands in {@code nodes/<n>/lease}, as values. How it gets
 * there is the business of the agent's commands.
 */
@NullMarked
package io.rebootmgr.lease;

import org.jspecify.annotations.NullMarked;
