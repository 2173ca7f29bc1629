@NullMarked
package io.rebootmgr.rollout;

import org.jspecify.annotations.NullMarked;
