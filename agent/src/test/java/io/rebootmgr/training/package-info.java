/** A run that finds nothing to do, against a Consul that is made up: to train the class archive, and to test its cost. */
@NullMarked
package io.rebootmgr.training;

import org.jspecify.annotations.NullMarked;
