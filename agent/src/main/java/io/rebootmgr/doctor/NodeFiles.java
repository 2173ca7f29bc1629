package io.rebootmgr.doctor;

import io.rebootmgr.host.Host;
import io.rebootmgr.verdict.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The files of a run's own can be read, and its directories written to by whoever examines. */
final class NodeFiles implements Examination {
    private static final String WAY_OUT =
            "run this as the user that the timer runs as (root), or set paths in the settings";

    @Override
    public String about() {
        return "files";
    }

    @Override
    public boolean needsConsul() {
        return false;
    }

    @Override
    public List<Finding> examine(ExaminedNode examined) {
        Host host = examined.ports().host();
        String boot = "boot " + host.bootId() + ", kernel " + host.kernel();
        host.uptime();
        List<Finding> findings = new ArrayList<>();
        Path state = examined.settings().paths().state();
        Path there = existing(state);
        if (!Files.isDirectory(there) || !Files.isWritable(there)) {
            findings.add(Finding.fail(
                    about(),
                    ExitCode.INVALID,
                    state + " cannot be written to: " + there
                            + (Files.isDirectory(there) ? " is not this user's to write" : " is not a directory"),
                    WAY_OUT));
        } else {
            host.claimObstacle().ifPresent(why -> findings.add(Finding.fail(about(), ExitCode.INVALID, why)));
        }
        Optional<String> unlockable = host.lockObstacle();
        unlockable.ifPresent(why -> findings.add(Finding.fail(about(), ExitCode.INVALID, why, WAY_OUT)));
        host.foreignHand().ifPresent(why -> findings.add(Finding.fail(about(), ExitCode.INVALID, why)));
        if (findings.isEmpty()) {
            findings.add(Finding.ok(about(), boot));
        }
        if (unlockable.isEmpty() && host.isLocked()) {
            findings.add(Finding.note(about(), "a run is at work on this node just now"));
        }
        return findings;
    }

    /** The directory, or the nearest above it that exists: below that a run makes the rest. */
    private static Path existing(Path directory) {
        Path there = directory;
        while (!Files.exists(there)) {
            @Nullable Path above = there.getParent();
            if (above == null) {
                return there;
            }
            there = above;
        }
        return there;
    }
}
