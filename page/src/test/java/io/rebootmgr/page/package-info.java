@NullMarked
package io.rebootmgr.page;

import org.jspecify.annotations.NullMarked;
