/** What a node tells of itself beside Consul. */
@NullMarked
package io.rebootmgr.report;

import org.jspecify.annotations.NullMarked;
