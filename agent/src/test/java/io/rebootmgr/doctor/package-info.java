/** Examinations, one by one. */
@NullMarked
package io.rebootmgr.doctor;

import org.jspecify.annotations.NullMarked;
