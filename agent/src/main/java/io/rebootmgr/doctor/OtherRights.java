package io.rebootmgr.doctor;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.verdict.ExitCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Sessions, members, services and the servers' health: what a run needs besides keys, as far as asking does no harm. */
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
    public List<Finding> examine(Patient patient) {
        Consul consul = patient.consul();
        List<Finding> findings = new ArrayList<>();
        tryOut(
                findings,
                "sessions",
                () -> consul.destroySession(consul.createSession("rebootmgr doctor", SHORTEST_TTL)));
        tryOut(findings, "members", consul::members);
        tryOut(findings, "this node's checks", consul::maintenance);
        tryOut(findings, "this node's services", consul::localServices);
        tryOut(findings, "the servers' health", () -> {
            if (consul.self().server()) {
                consul.failureTolerance();
            }
        });
        if (findings.isEmpty()) {
            findings.add(Finding.ok(about(), "sessions, members, checks, services"));
        }
        if (patient.settings().consul().token().isPresent()) {
            findings.add(Finding.note(
                    about(),
                    "cannot be tried without harm: node:write, which switches this node's maintenance mode; and"
                            + " service:read and node:read, without which Consul hides services instead of saying so",
                    "make sure that the ACL policy of this node's token has them"));
        }
        return findings;
    }

    private void tryOut(List<Finding> findings, String what, Runnable request) {
        try {
            request.run();
        } catch (ConsulException e) {
            if (e.kind() != ConsulException.Kind.FORBIDDEN) {
                findings.add(Finding.fail(about(), ExitCode.CONSUL, what + ": " + e.reason()));
            } else {
                findings.add(Finding.fail(about(), ExitCode.CONSUL, what + ": " + e.reason(), ReadRights.WAY_OUT));
            }
        }
    }
}
