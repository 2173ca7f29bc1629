/** The programs that are told of events. */
@NullMarked
package io.rebootmgr.notify;

import org.jspecify.annotations.NullMarked;
