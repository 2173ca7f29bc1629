package io.rebootmgr.doctor;

import io.rebootmgr.settings.Exposure;
import java.util.List;

/** Nobody else can listen to what is said to Consul, or answer for it. */
final class Connection implements Examination {
    @Override
    public String about() {
        return "connection";
    }

    @Override
    public boolean needsConsul() {
        return false;
    }

    @Override
    public List<Finding> examine(ExaminedNode examined) {
        return Exposure.ofConnection(examined.settings().consul()).stream()
                .map(exposure -> Finding.warn(about(), exposure.text(), exposure.wayOut()))
                .toList();
    }
}
