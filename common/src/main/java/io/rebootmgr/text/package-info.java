/** Text for people: what may come from elsewhere made harmless, commands that can be pasted, slips. */
@NullMarked
package io.rebootmgr.text;

import org.jspecify.annotations.NullMarked;
