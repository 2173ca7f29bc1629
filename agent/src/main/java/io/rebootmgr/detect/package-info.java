/** What this node needs, by the word of the operator's detectors: asking them, and what they said last. */
@NullMarked
package io.rebootmgr.detect;

import org.jspecify.annotations.NullMarked;
