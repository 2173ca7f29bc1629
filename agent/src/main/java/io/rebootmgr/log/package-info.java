/**
 * What a line of the log looks like: for people, for journald, for programs that ship logs. Pure functions from one
 * event to its lines; Logback starts with the first event that is logged, and a run that logs nothing never loads it.
 */
@NullMarked
package io.rebootmgr.log;

import org.jspecify.annotations.NullMarked;
