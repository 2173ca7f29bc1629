package io.rebootmgr.doctor;

import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.doctor.Finding.Level;
import io.rebootmgr.host.HostException;
import io.rebootmgr.verdict.ExitCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Examines a node. A new examination is a line here. */
public final class Doctor {
    /** In the order in which one thing rests on another. */
    private static final List<Examination> EXAMINATIONS = List.of(
            new NodeFiles(),
            new TaskDirectories(),
            new GateDirectory(),
            new ImpactDirectory(),
            new DetectorDirectory(),
            new NotifyPrograms(),
            new Secrets(),
            new PutAside(),
            new MetricsPath(),
            new Timer(),
            new SoftReboots(),
            new ClockSync(),
            new Connection(),
            new Reachability(),
            new TokenKnown(),
            new NodeName(),
            new ReadRights(),
            new WriteRights(),
            new OtherRights(),
            new HiddenFacts(),
            new Tags(),
            new PolicyPresence(),
            new NodeRecord(),
            new Leftovers(),
            new RolloutTurn(),
            new StopFlags());

    private Doctor() {}

    /**
     * All findings, in the order of the examinations. What rests on a Consul that does not answer, or on a token that
     * it does not know, is left out, and a right that is missing is told once.
     */
    public static List<Finding> examine(ExaminedNode examined) {
        List<Finding> findings = new ArrayList<>();
        Set<String> missing = new HashSet<>();
        Optional<String> obstacle = Optional.empty();
        for (Examination examination : EXAMINATIONS) {
            if (examination.needsConsul() && obstacle.isPresent()) {
                continue;
            }
            List<Finding> found = found(examination, examined);
            found.forEach(finding -> findings.add(withoutTold(finding, missing)));
            if (found.stream().anyMatch(f -> f.level() == Level.FAIL)) {
                obstacle = switch (examination) {
                    case Reachability consul -> Optional.of("Consul");
                    case TokenKnown token -> Optional.of("a token that Consul knows");
                    default -> Optional.empty();
                };
            }
        }
        obstacle.ifPresent(needed -> findings.add(Finding.note("all else", "not examined: it needs " + needed)));
        return List.copyOf(findings);
    }

    private static Finding withoutTold(Finding finding, Set<String> told) {
        List<String> fresh = finding.missing().stream().filter(told::add).toList();
        if (fresh.size() == finding.missing().size()) {
            return finding;
        }
        return fresh.isEmpty()
                ? Finding.note(finding.about(), "not known: a right is missing, see above")
                : Finding.forbidden(finding.about(), fresh);
    }

    /** The first failure's code, or that all is well. */
    public static ExitCode code(List<Finding> findings) {
        return findings.stream()
                .flatMap(finding -> finding.code().stream())
                .findFirst()
                .orElse(ExitCode.DONE);
    }

    private static List<Finding> found(Examination examination, ExaminedNode examined) {
        try {
            return examination.examine(examined);
        } catch (ConsulException e) {
            if (!e.right().isEmpty()) {
                return List.of(Finding.forbidden(examination.about(), List.of(e.right())));
            }
            return List.of(Finding.fail(examination.about(), ExitCode.CONSUL, e.reason()));
        } catch (HostException e) {
            return List.of(Finding.fail(examination.about(), ExitCode.INVALID, String.valueOf(e.getMessage())));
        }
    }
}
