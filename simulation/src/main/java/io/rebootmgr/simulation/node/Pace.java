package io.rebootmgr.simulation.node;

/**
 * How long things take on the nodes of a fleet.
 *
 * @param drain all pre_boot tasks together
 * @param serve all post_boot tasks together
 * @param boot from the reboot command until the node is up
 * @param recover from then until the checks of its services pass
 * @param register from when the node is up until a service registers itself at its agent; none for those that are with
 *     it from the beginning
 * @param tasks how many there are in each stage
 * @param programs how many gate programs
 * @param detectors how many detectors
 */
public record Pace(
        Span drain, Span serve, Span boot, Span recover, Span register, int tasks, int programs, int detectors) {

    /** Without gate programs and detectors. */
    public Pace(Span drain, Span serve, Span boot, Span recover, Span register, int tasks) {
        this(drain, serve, boot, recover, register, tasks, 0, 0);
    }
}
