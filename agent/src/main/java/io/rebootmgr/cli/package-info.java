/**
 * The commands: thin, one file each. The one place that names adapters ({@link io.rebootmgr.cli.Workplace}) and turns
 * what went wrong into exit codes ({@link io.rebootmgr.cli.Failures}).
 */
@NullMarked
package io.rebootmgr.cli;

import org.jspecify.annotations.NullMarked;
