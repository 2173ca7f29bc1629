/** What a run knows of itself and of Consul's keys when it judges: collected here, judged elsewhere. */
@NullMarked
package io.rebootmgr.facts;

import org.jspecify.annotations.NullMarked;
