@NullMarked
package io.rebootmgr.simulation.time;

import org.jspecify.annotations.NullMarked;
