package io.rebootmgr.logbook;

import java.util.Optional;

/**
 * One life of a node between two reboots: the proof that a reboot has happened is that another one goes on now.
 *
 * @param id the kernel's id of the boot
 * @param userspace which start of user space it is: {@code systemctl soft-reboot} starts it anew and leaves the kernel,
 *     and so the id, as it is. The number of soft reboots since the boot, a slash, and an id that is new after each;
 *     either may be missing. Empty where it is not known, then the id alone counts
 */
public record Boot(String id, String userspace) {
    /** Of which nothing is known. */
    public static final Boot UNKNOWN = new Boot("", "");

    /** Whether this one began after the other had ended. What is not known of either proves nothing. */
    public boolean isAfter(Boot left) {
        return !id.equals(left.id) || isAnotherUserspace(left);
    }

    /**
     * The count decides where both tell it: nothing else changes it, but emergency mode changes the id. The id decides
     * where a systemd that does not count was upgraded to one that does, or the other way round.
     */
    private boolean isAnotherUserspace(Boot left) {
        return differ(softReboots(), left.softReboots())
                .orElseGet(() -> differ(start(), left.start()).orElse(false));
    }

    private static Optional<Boolean> differ(String one, String other) {
        return one.isEmpty() || other.isEmpty() ? Optional.empty() : Optional.of(!one.equals(other));
    }

    private String softReboots() {
        return userspace.substring(0, Math.max(0, userspace.indexOf('/')));
    }

    private String start() {
        return userspace.substring(userspace.indexOf('/') + 1);
    }
}
