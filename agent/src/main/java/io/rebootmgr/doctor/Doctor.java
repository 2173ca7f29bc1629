package io.rebootmgr.doctor;

import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.doctor.Finding.Level;
import io.rebootmgr.host.HostException;
import io.rebootmgr.verdict.ExitCode;
import java.util.ArrayList;
import java.util.List;

/** Examines a node. A new examination is a line here. */
public final class Doctor {
    /** In the order in which one thing rests on another. */
    private static final List<Examination> EXAMINATIONS = List.of(
            new NodeFiles(),
            new TaskDirectories(),
            new NotifyPrograms(),
            new Secrets(),
            new PutAside(),
            new MetricsPath(),
            new Timer(),
            new SoftReboots(),
            new ClockSync(),
            new Connection(),
            new Reachability(),
            new NodeName(),
            new ReadRights(),
            new WriteRights(),
            new OtherRights(),
            new HiddenFacts(),
            new Tags(),
            new PolicyPresence(),
            new NodeRecord(),
            new Leftovers(),
            new StopFlags());

    private Doctor() {}

    /** All findings, in the order of the examinations; what rests on a Consul that does not answer is left out. */
    public static List<Finding> examine(Patient patient) {
        List<Finding> findings = new ArrayList<>();
        boolean consulAnswers = true;
        for (Examination examination : EXAMINATIONS) {
            if (examination.needsConsul() && !consulAnswers) {
                continue;
            }
            List<Finding> found = found(examination, patient);
            findings.addAll(found);
            if (examination instanceof Reachability && found.stream().anyMatch(f -> f.level() == Level.FAIL)) {
                consulAnswers = false;
            }
        }
        if (!consulAnswers) {
            findings.add(Finding.note("all else", "not looked at, for it needs Consul"));
        }
        return List.copyOf(findings);
    }

    /** The first failure's code, or that all is well. */
    public static ExitCode code(List<Finding> findings) {
        return findings.stream()
                .flatMap(finding -> finding.code().stream())
                .findFirst()
                .orElse(ExitCode.DONE);
    }

    private static List<Finding> found(Examination examination, Patient patient) {
        try {
            return examination.examine(patient);
        } catch (ConsulException e) {
            return List.of(Finding.fail(examination.about(), ExitCode.CONSUL, e.reason()));
        } catch (HostException e) {
            return List.of(Finding.fail(examination.about(), ExitCode.INVALID, String.valueOf(e.getMessage())));
        }
    }
}
