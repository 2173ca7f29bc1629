/**
 * The operator's scripts: which of them a stage has, and running one. {@link io.rebootmgr.task.TaskRunner} is a port;
 * {@code ExecTaskRunner} does it with Commons Exec.
 */
@NullMarked
package io.rebootmgr.task;

import org.jspecify.annotations.NullMarked;
