/**
 * What makes the program start fast, learned from a run that finds nothing to do, against a Consul that is made up: the
 * class archive when the tree is built, and a node's own caches when the package is installed, of which the second is
 * of commands that people type. The same run tests what an idle run costs.
 */
@NullMarked
package io.rebootmgr.training;

import org.jspecify.annotations.NullMarked;
