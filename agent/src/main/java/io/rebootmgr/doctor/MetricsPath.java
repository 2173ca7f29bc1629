package io.rebootmgr.doctor;

import io.rebootmgr.file.SafeDirectory;
import io.rebootmgr.policy.Durations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The metrics file can be written where it is read, and somebody writes it. */
final class MetricsPath implements Examination {
    /** A run writes it every five minutes. */
    private static final Duration STALE = Duration.ofHours(1);

    @Override
    public String about() {
        return "metrics";
    }

    @Override
    public boolean needsConsul() {
        return false;
    }

    @Override
    public List<Finding> examine(ExaminedNode examined) {
        Optional<Path> textfile = examined.settings().metrics().textfile();
        return textfile.isEmpty()
                ? List.of()
                : List.of(judge(textfile.get(), examined.ports().clock().now()));
    }

    private Finding judge(Path file, Instant now) {
        Path directory = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
        if (!Files.isDirectory(directory)) {
            return Finding.warn(
                    about(),
                    "no metrics are written: " + directory + " is not there",
                    "set metrics.textfile to a file in the directory of node_exporter's --collector.textfile.directory");
        }
        try {
            SafeDirectory.open(directory).close();
        } catch (IOException e) {
            return Finding.warn(
                    about(),
                    "no metrics are written: " + e.getMessage(),
                    "set metrics.textfile to a path without the link");
        }
        if (!Files.isWritable(directory)) {
            return Finding.warn(
                    about(), "no metrics are written: " + directory + " is not this user's to write", "run it as root");
        }
        if (!file.toString().endsWith(".prom")) {
            return Finding.warn(about(), file + " does not end in .prom: node_exporter reads no others", "name it so");
        }
        try {
            if (!Files.exists(file)) {
                return Finding.note(about(), file + " is not there yet: the next run writes it");
            }
            Duration age = Duration.between(Files.getLastModifiedTime(file).toInstant(), now);
            return age.compareTo(STALE) > 0
                    ? Finding.warn(
                            about(),
                            file + " was written " + Durations.brief(age) + " ago: what it tells is old",
                            "does the timer run? `systemctl status rebootmgr.timer rebootmgr.service`")
                    : Finding.ok(about(), file + ", written " + Durations.brief(age) + " ago");
        } catch (IOException e) {
            return Finding.warn(about(), file + " cannot be looked at: " + e, "look at its directory");
        }
    }
}
