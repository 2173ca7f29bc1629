@NullMarked
package io.rebootmgr.nodes;

import org.jspecify.annotations.NullMarked;
