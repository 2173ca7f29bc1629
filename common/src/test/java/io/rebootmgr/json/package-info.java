@NullMarked
package io.rebootmgr.json;

import org.jspecify.annotations.NullMarked;
