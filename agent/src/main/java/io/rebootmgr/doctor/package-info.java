/**
 * Whether this node is ready to be rebooted by its agent: examinations that look and change nothing, each with its
 * findings and the way out. May use every port; nothing but the commands uses this.
 */
@NullMarked
package io.rebootmgr.doctor;

import org.jspecify.annotations.NullMarked;
