/**
 * What commands print, as pure functions of what they found: tables of 100 columns for people, JSON for programs. Text
 * from Consul is made harmless here. Uses values of the domain, the cycle, the settings and the doctor, never a port.
 */
@NullMarked
package io.rebootmgr.show;

import org.jspecify.annotations.NullMarked;
