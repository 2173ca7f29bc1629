/**
 * How the built tree is finished: its own Java runtime, and the class archive, trained by a run that finds nothing to
 * do, against a Consul that is made up. The same run tests what an idle run costs.
 */
@NullMarked
package io.rebootmgr.training;

import org.jspecify.annotations.NullMarked;
