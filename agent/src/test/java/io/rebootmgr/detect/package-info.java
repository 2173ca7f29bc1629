@NullMarked
package io.rebootmgr.detect;

import org.jspecify.annotations.NullMarked;
