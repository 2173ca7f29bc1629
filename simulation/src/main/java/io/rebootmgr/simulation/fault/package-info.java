/**
 * What goes wrong, and when: drawn from the seed, or laid down by a test. Knows the kinds of effects and of mishaps;
 * what each of them does is the business of whoever simulates the thing that it happens to.
 */
@NullMarked
package io.rebootmgr.simulation.fault;

import org.jspecify.annotations.NullMarked;
