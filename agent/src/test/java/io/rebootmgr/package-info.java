/** Rules about the code as a whole. */
@NullMarked
package io.rebootmgr;

import org.jspecify.annotations.NullMarked;
