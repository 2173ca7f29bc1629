/** What people are told. */
@NullMarked
package io.rebootmgr.event;

import org.jspecify.annotations.NullMarked;
