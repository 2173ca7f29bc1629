/**
 * The operator's scripts: which of them a stage has, and running one. {@link io.rebootmgr.task.TaskRunner} is a port;
 * {@link io.rebootmgr.task.ExecTaskRunner} does it with the real files and processes of this node.
 */
@NullMarked
package io.rebootmgr.task;

import org.jspecify.annotations.NullMarked;
