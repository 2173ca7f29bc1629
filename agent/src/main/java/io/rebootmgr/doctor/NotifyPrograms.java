package io.rebootmgr.doctor;

import io.rebootmgr.host.LinuxHost;
import io.rebootmgr.task.Executables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The programs that are told of events can be run, if there are any. */
final class NotifyPrograms implements Examination {
    private static final String WAY_OUT = "put it right, else nobody hears of what happens here";

    @Override
    public String about() {
        return "notify";
    }

    @Override
    public boolean needsConsul() {
        return false;
    }

    @Override
    public List<Finding> examine(Patient patient) {
        List<Finding> findings = new ArrayList<>();
        Path directory = patient.settings().paths().notifications();
        switch (Executables.in(directory, LinuxHost.runsAsRoot())) {
            case Executables.Missing missing -> {}
            case Executables.Refused(List<String> causes) ->
                causes.forEach(cause -> findings.add(Finding.warn(about(), cause, WAY_OUT)));
            case Executables.Found(List<Path> files, List<String> skipped, List<String> broken) ->
                broken.forEach(cause -> findings.add(Finding.warn(about(), cause, WAY_OUT)));
        }
        return findings;
    }
}
