/** The commands as users and scripts see them: exit code, both streams, Consul's keys, files; on a real Consul. */
@NullMarked
package io.rebootmgr.cli;

import org.jspecify.annotations.NullMarked;
