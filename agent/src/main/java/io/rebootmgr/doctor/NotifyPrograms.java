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
    public List<Finding> examine(ExaminedNode examined) {
        List<Finding> findings = new ArrayList<>();
        Path directory = examined.settings().paths().notifications();
        switch (Executables.in(directory, LinuxHost.runsAsRoot())) {
            case Executables.Missing missing -> {}
            case Executables.Refused(List<String> causes) ->
                causes.forEach(cause -> findings.add(Finding.warn(about(), cause, WAY_OUT)));
            case Executables.Found(List<Path> files, var skipped, var broken) -> {
                broken.forEach(other -> findings.add(Finding.warn(about(), other.text(), WAY_OUT)));
                if (!files.isEmpty()) {
                    findings.addAll(told(examined, files.size()));
                }
            }
        }
        return findings;
    }

    private List<Finding> told(ExaminedNode examined, int count) {
        String programs = count + (count == 1 ? " program is told" : " programs are told") + " what happens";
        if (examined.testMessage().isEmpty()) {
            return List.of(Finding.ok(about(), programs + "; `rebootmgr doctor --test-notify` sends a test message"));
        }
        List<Finding> findings = new ArrayList<>();
        for (TestMessage.Delivery delivery : examined.testMessage().get().send()) {
            findings.add(
                    delivery.trouble().isEmpty()
                            ? Finding.ok(about(), delivery.program() + " took a test message; did it arrive?")
                            : Finding.warn(
                                    about(),
                                    delivery.program() + " did not take a test message: "
                                            + delivery.trouble().get(),
                                    "its output is in the log above; " + WAY_OUT));
        }
        return findings;
    }
}
