@NullMarked
package io.rebootmgr.simulation;

import org.jspecify.annotations.NullMarked;
