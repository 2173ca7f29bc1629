/**
 * What operators decide: the policy's layers read with all their errors at once, and windows, holidays and freezes
 * judged for a moment; plans of rollouts. Pure functions; uses {@code json}, {@code verdict}, {@code nodes},
 * {@code change}, what counts as a name from {@code consul.Keys}, and the holidays of Jollyday, which is loaded only
 * for a policy that names holidays.
 */
@NullMarked
package io.rebootmgr.policy;

import org.jspecify.annotations.NullMarked;
