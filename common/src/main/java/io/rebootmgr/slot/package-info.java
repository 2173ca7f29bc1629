/**
 * Slots and the claims on them, as values: who holds one, since when, and which of them count. Uses JSON and nothing
 * else; how claims reach Consul is the cycle's business.
 */
@NullMarked
package io.rebootmgr.slot;

import org.jspecify.annotations.NullMarked;
