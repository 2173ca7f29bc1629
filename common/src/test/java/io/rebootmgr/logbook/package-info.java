@NullMarked
package io.rebootmgr.logbook;

import org.jspecify.annotations.NullMarked;
