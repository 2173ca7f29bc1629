package io.rebootmgr.doctor;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.gate.Unseen;
import io.rebootmgr.verdict.ExitCode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The token sees every service of this node and every member. */
final class HiddenFacts implements Examination {
    @Override
    public String about() {
        return "rights: facts";
    }

    @Override
    public boolean needsConsul() {
        return true;
    }

    @Override
    public List<Finding> examine(ExaminedNode examined) {
        Consul consul = examined.consul();
        if (consul.counts().isEmpty()) {
            return List.of(Finding.note(
                    about(),
                    "not known whether Consul hides services or nodes from the token",
                    "make sure that its ACL policy has service:read and node:read on everything"));
        }
        List<Finding> hidden = Stream.of(Unseen.services(consul), Unseen.members(consul))
                .flatMap(Optional::stream)
                .map(unseen -> Finding.fail(about(), ExitCode.CONSUL, unseen, ReadRights.WAY_OUT))
                .toList();
        return hidden.isEmpty()
                ? List.of(Finding.ok(about(), "sees all services of this node and all members"))
                : hidden;
    }
}
