/**
 * Lists of nodes as people write them: names, ranges, groups. Pure functions; what is a name says {@code consul.Keys}.
 */
@NullMarked
package io.rebootmgr.nodes;

import org.jspecify.annotations.NullMarked;
