/**
 * In which order the tasks of a stage run: the header that a task may carry, and what follows from those of a
 * directory, as values. Whose tasks they are and how one is run is the business of the agent's {@code task}.
 */
@NullMarked
package io.rebootmgr.order;

import org.jspecify.annotations.NullMarked;
