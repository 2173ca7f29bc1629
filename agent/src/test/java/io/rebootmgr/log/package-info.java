/** How lines of the log look. */
@NullMarked
package io.rebootmgr.log;

import org.jspecify.annotations.NullMarked;
