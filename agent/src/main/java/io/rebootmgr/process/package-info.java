/**
 * External programs: started in a session of their own, their output taken line by line within bounds, ended with
 * everything that they started. Uses Commons Exec, SLF4J and the JDK; knows nothing of tasks or reboots.
 */
@NullMarked
package io.rebootmgr.process;

import org.jspecify.annotations.NullMarked;
