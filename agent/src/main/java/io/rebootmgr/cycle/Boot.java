package io.rebootmgr.cycle;

import io.rebootmgr.host.Host;

/**
 * One life of the node between two reboots: the proof that a reboot has happened is that another one goes on now.
 *
 * @param id the kernel's id of the boot
 * @param userspace which start of user space it is: {@code systemctl soft-reboot} starts it anew and leaves the kernel, and so
 *     the id, as it is. Empty where that is not known, then the id alone counts
 */
record Boot(String id, String userspace) {

    /** The one that goes on. */
    static Boot now(Host host) {
        return new Boot(host.bootId(), host.userspace());
    }

    /** Whether this one began after the other had ended. What is not known of either proves nothing. */
    boolean isAfter(Boot left) {
        boolean known = !userspace.isEmpty() && !left.userspace.isEmpty();
        return !id.equals(left.id) || (known && !userspace.equals(left.userspace));
    }
}
