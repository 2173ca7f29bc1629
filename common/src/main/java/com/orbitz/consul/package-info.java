/** A door into consul-client that it does not have itself; see {@link com.orbitz.consul.ClientsOver}. Nothing else. */
@NullMarked
package com.orbitz.consul;

import org.jspecify.annotations.NullMarked;
