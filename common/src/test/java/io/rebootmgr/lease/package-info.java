/** The lease as its keys show it. */
@NullMarked
package io.rebootmgr.lease;

import org.jspecify.annotations.NullMarked;
