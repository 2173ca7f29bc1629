/**
 * The live page: one {@link io.rebootmgr.page.Feed} reads Consul however many look, and everything that is shown comes
 * from the {@link io.rebootmgr.page.Picture} that it made last.
 */
@NullMarked
package io.rebootmgr.page;

import org.jspecify.annotations.NullMarked;
