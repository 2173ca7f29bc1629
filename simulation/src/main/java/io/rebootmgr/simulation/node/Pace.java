package io.rebootmgr.simulation.node;

/**
 * How long things take on the nodes of a fleet.
 *
 * @param drain all pre_boot tasks together
 * @param serve all post_boot tasks together
 * @param boot from the reboot command until the node is up
 * @param recover from then until the checks of its services pass
 * @param tasks how many there are in each stage
 */
public record Pace(Span drain, Span serve, Span boot, Span recover, int tasks) {}
