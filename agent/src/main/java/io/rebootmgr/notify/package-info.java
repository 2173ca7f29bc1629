/**
 * Tells an operator's programs of events: those of one directory, one after the other, behind the back of the run.
 * However they behave, they neither fail it nor hold it up.
 */
@NullMarked
package io.rebootmgr.notify;

import org.jspecify.annotations.NullMarked;
