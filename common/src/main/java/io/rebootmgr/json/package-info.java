/**
 * JSON as a tree, read strictly. Uses Jackson's streaming parser and its node types but not its object mapper, whose
 * start alone would cost an idle run more than everything else it does.
 */
@NullMarked
package io.rebootmgr.json;

import org.jspecify.annotations.NullMarked;
