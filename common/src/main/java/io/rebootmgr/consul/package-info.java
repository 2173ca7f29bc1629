/**
 * The port to Consul, the adapter behind it and the names of every key. What Consul answers is given as values; only a
 * Consul that gives no usable answer is an exception ({@link io.rebootmgr.consul.ConsulException}).
 */
@NullMarked
package io.rebootmgr.consul;

import org.jspecify.annotations.NullMarked;
