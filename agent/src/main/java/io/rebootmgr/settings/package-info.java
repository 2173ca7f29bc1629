/**
 * What a node needs to start: the local file, Consul's usual variables and the defaults, read into
 * {@link io.rebootmgr.settings.Settings} with every error at once. Every idle run comes through here, so it uses no
 * object mapper, and nothing that costs a start-up (lambdas, formats, joined strings) until there is an error to tell.
 */
@NullMarked
package io.rebootmgr.settings;

import org.jspecify.annotations.NullMarked;
