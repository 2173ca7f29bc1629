/**
 * A real Consul for tests: single servers and whole clusters as processes of this machine, on loopback addresses and
 * free ports, gone with the test run. Knows nothing of rebootmgr but its JSON.
 */
@NullMarked
package io.rebootmgr.testing;

import org.jspecify.annotations.NullMarked;
