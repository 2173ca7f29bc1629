/** What is read, as tables. */
@NullMarked
package io.rebootmgr.facts;

import org.jspecify.annotations.NullMarked;
