/** What commands print, letter by letter. */
@NullMarked
package io.rebootmgr.show;

import org.jspecify.annotations.NullMarked;
