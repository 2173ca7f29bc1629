package io.rebootmgr.doctor;

import io.rebootmgr.host.FileStat;
import io.rebootmgr.settings.Exposure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Nobody else can read what gives access to Consul. */
final class Secrets implements Examination {
    @Override
    public String about() {
        return "secrets";
    }

    @Override
    public boolean needsConsul() {
        return false;
    }

    @Override
    public List<Finding> examine(ExaminedNode examined) {
        List<Finding> exposed = Exposure.ofFiles(examined.settings().consul()).stream()
                .map(exposure -> Finding.warn(about(), exposure.text(), exposure.wayOut()))
                .toList();
        return exposed.isEmpty()
                ? examined.settings().consul().tokenFile().flatMap(this::mode).stream()
                        .toList()
                : exposed;
    }

    private Optional<Finding> mode(Path token) {
        try {
            String mode = Integer.toOctalString(FileStat.of(token).mode() & 07777);
            return Optional.of(Finding.ok(about(), "the Consul token in " + token + " has mode " + mode));
        } catch (IOException e) {
            // That it cannot be read is an error of the settings, and was told.
            return Optional.empty();
        }
    }
}
