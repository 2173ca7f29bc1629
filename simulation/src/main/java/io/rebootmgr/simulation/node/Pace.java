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
 * @param work what makes one node costlier to take than another
 * @param detectors how many detectors
 * @param changes how many tasks change a node in service, and how many a drained one; without any it only reboots, and
 *     before two or more comes one more that one node of the group does for all in a rollout
 */
public record Pace(
        Span drain,
        Span serve,
        Span boot,
        Span recover,
        Span register,
        int tasks,
        int programs,
        Work work,
        int detectors,
        int changes) {

    /** What runs on the nodes, and whether they say so. */
    public enum Work {
        /** Nothing that anybody asks for. */
        NONE,
        /** Something that an impact program tells one time like this and one time like that, or cannot tell. */
        MOODS,
        /** Jobs, which a drain waits for. Nobody tells them. */
        JOBS,
        /** The same, and an impact program tells how many minutes they may still run. */
        JOBS_TOLD;

        boolean isJobs() {
            return this == JOBS || this == JOBS_TOLD;
        }

        boolean isTold() {
            return this == MOODS || this == JOBS_TOLD;
        }
    }

    /** Without programs beside the tasks. */
    public Pace(Span drain, Span serve, Span boot, Span recover, Span register, int tasks) {
        this(drain, serve, boot, recover, register, tasks, 0, Work.NONE, 0, 0);
    }
}
