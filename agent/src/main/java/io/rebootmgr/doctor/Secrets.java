package io.rebootmgr.doctor;

import io.rebootmgr.settings.Exposure;
import java.util.List;

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
    public List<Finding> examine(Patient patient) {
        return Exposure.ofFiles(patient.settings().consul()).stream()
                .map(exposure -> Finding.warn(about(), exposure.text(), exposure.wayOut()))
                .toList();
    }
}
