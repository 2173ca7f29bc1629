/** How files of this machine are read. */
@NullMarked
package io.rebootmgr.file;

import org.jspecify.annotations.NullMarked;
