package io.rebootmgr.cycle;

import io.rebootmgr.host.Host;
import java.util.Optional;

/**
 * One life of the node between two reboots: the proof that a reboot has happened is that another one goes on now.
 *
 * @param id the kernel's id of the boot
 * @param userspace which start of user space it is, see {@link Host#userspace}: {@code systemctl soft-reboot} starts it
 *     anew and leaves the kernel, and so the id, as it is. Empty where that is not known, then the id alone counts
 */
record Boot(String id, String userspace) {

    /**
     * The one that goes on. The system is asked about user space only where that decides whether {@code left} is over.
     */
    static Boot now(Host host, Optional<Boot> left) {
        String id = host.bootId();
        boolean decides = left.isPresent()
                && id.equals(left.get().id)
                && !left.get().userspace.isEmpty();
        return new Boot(id, decides ? host.userspace() : "");
    }

    /** Whether this one began after the other had ended. What is not known of either proves nothing. */
    boolean isAfter(Boot left) {
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
