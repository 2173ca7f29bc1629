@NullMarked
package io.rebootmgr.slot;

import org.jspecify.annotations.NullMarked;
