/** The cycle's own tests: the state function as a table, and the whole flow with a fault at every single effect. */
@NullMarked
package io.rebootmgr.cycle;

import org.jspecify.annotations.NullMarked;
