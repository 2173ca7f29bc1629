@NullMarked
package io.rebootmgr.simulation.check;

import org.jspecify.annotations.NullMarked;
