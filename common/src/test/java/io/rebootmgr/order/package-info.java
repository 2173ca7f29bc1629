@NullMarked
package io.rebootmgr.order;

import org.jspecify.annotations.NullMarked;
