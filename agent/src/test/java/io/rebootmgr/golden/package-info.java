/**
 * The exact text of what commands print, in fixed situations, held against files that a person can read and review
 * ({@code src/test/resources/golden}). {@link io.rebootmgr.golden.Golden} tells how to write them anew.
 */
@NullMarked
package io.rebootmgr.golden;

import org.jspecify.annotations.NullMarked;
