package io.rebootmgr.doctor;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.verdict.ExitCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Sessions, maintenance mode and the servers' health: what a run needs besides keys. */
final class OtherRights implements Examination {
    private static final Duration SHORTEST_TTL = Duration.ofSeconds(10);

    @Override
    public String about() {
        return "rights: other";
    }

    @Override
    public boolean needsConsul() {
        return true;
    }

    @Override
    public List<Finding> examine(ExaminedNode examined) {
        Consul consul = examined.consul();
        List<Finding> findings = new ArrayList<>();
        Set<String> missing = new LinkedHashSet<>();
        tryOut(
                missing,
                findings,
                "sessions",
                () -> consul.destroySession(consul.createSession("rebootmgr doctor", SHORTEST_TTL)));
        tryOut(missing, findings, "this node's checks", consul::maintenance);
        tryOut(
                missing,
                findings,
                "maintenance mode",
                () -> consul.requireMaintenanceRight(consul.self().node()));
        tryOut(missing, findings, "the servers' health", () -> {
            if (consul.self().server()) {
                consul.autopilot();
            }
        });
        if (!missing.isEmpty()) {
            findings.add(Finding.forbidden(about(), List.copyOf(missing)));
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok(about(), "sessions, checks, maintenance mode, the servers' health"));
        }
        return findings;
    }

    private void tryOut(Set<String> missing, List<Finding> findings, String what, Runnable request) {
        try {
            request.run();
        } catch (ConsulException e) {
            if (e.kind() != ConsulException.Kind.FORBIDDEN) {
                findings.add(Finding.fail(about(), ExitCode.CONSUL, what + ": " + e.reason()));
            } else {
                missing.add(ReadRights.right(e));
            }
        }
    }
}
