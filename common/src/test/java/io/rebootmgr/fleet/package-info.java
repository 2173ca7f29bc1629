/** The fleet as its keys show it. */
@NullMarked
package io.rebootmgr.fleet;

import org.jspecify.annotations.NullMarked;
