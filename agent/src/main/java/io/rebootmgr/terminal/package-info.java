/** What a run that somebody started by hand tells on a terminal while it goes on. */
@NullMarked
package io.rebootmgr.terminal;

import org.jspecify.annotations.NullMarked;
