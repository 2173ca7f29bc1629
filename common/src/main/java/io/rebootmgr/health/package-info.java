/**
 * Health of tagged services: from tags to rules, from instances to a verdict. Pure functions over what
 * {@link io.rebootmgr.consul.Consul} answered; uses its records and {@link io.rebootmgr.verdict.Verdict}, does no I/O.
 */
@NullMarked
package io.rebootmgr.health;

import org.jspecify.annotations.NullMarked;
