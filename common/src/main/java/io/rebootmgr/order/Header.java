package io.rebootmgr.order;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a task says of itself.
 *
 * @param service whose task it is, where it says so; see {@link Headed#service}
 * @param step 0 to {@value #STEP_MAX}; all of a lower one run before
 * @param after services whose tasks run before this one, if there are any
 * @param requires the same, and they have to be there
 * @param tags by which a rollout chooses tasks; every other run takes all of them
 * @param oncePerGroup that in a rollout one node of the group runs it for all; every other run takes it
 * @param timeout what counts instead of the policy's {@code task_timeout}
 * @param unknown fields of names that are not known, as they are written
 */
public record Header(
        Optional<String> service,
        int step,
        List<String> after,
        List<String> requires,
        List<String> tags,
        boolean oncePerGroup,
        Optional<Duration> timeout,
        List<String> unknown) {
    /** The names of all fields, as they are written. */
    public static final List<String> FIELDS =
            List.of("Service", "Step", "After", "Requires", "Tags", "Once", "Timeout");

    /** The step of a task that names none. */
    public static final int STEP_DEFAULT = 50;

    public static final int STEP_MAX = 99;

    /** Of a task that carries none. */
    public static final Header NONE = new Header(
            Optional.empty(), STEP_DEFAULT, List.of(), List.of(), List.of(), false, Optional.empty(), List.of());

    public Header {
        after = List.copyOf(after);
        requires = List.copyOf(requires);
        tags = List.copyOf(tags);
        unknown = List.copyOf(unknown);
    }
}
