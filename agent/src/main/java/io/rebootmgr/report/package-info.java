/**
 * What a node tells of itself beside Consul: metrics in a file for Prometheus. It listens to the cycle and never holds
 * it up; the timer's idle run comes through here too, so everything is plain string building.
 */
@NullMarked
package io.rebootmgr.report;

import org.jspecify.annotations.NullMarked;
