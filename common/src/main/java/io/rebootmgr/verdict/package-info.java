/**
 * Decisions as values. Every rule that may hold a reboot back answers with a {@link io.rebootmgr.verdict.Verdict}; this
 * package uses nothing but the JDK.
 */
@NullMarked
package io.rebootmgr.verdict;

import org.jspecify.annotations.NullMarked;
