package io.rebootmgr.logbook;

import io.rebootmgr.json.OtherFields;
import io.rebootmgr.logbook.NodeStatus.Last;
import io.rebootmgr.logbook.NodeStatus.Parked;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.slot.Domain;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A {@link NodeStatus} in the making; its fields are those of the status. Without a lambda: an idle run makes some. */
final class StatusDraft {
    private final NodeStatus old;
    State state;
    String kernel;
    String bootId;
    String agentVersion;
    int failures;
    Optional<Last> last;
    List<Parked> parked;
    RebootLoop loop;
    Optional<String> drained;
    int speaks;
    Domain domain;
    Needs needs;
    String version;
    Optional<Instant> seen;
    Userspace userspace;
    OtherFields others;

    StatusDraft(NodeStatus old) {
        this.old = old;
        state = old.state();
        kernel = old.kernel();
        bootId = old.bootId();
        agentVersion = old.agentVersion();
        failures = old.failures();
        last = old.last();
        parked = old.parked();
        loop = old.loop();
        drained = old.drained();
        speaks = old.speaks();
        domain = old.domain();
        needs = old.needs();
        version = old.version();
        seen = old.seen();
        userspace = old.userspace();
        others = old.others();
    }

    NodeStatus status() {
        return new NodeStatus(
                old.group(),
                state,
                kernel,
                bootId,
                agentVersion,
                failures,
                last,
                parked,
                loop,
                drained,
                speaks,
                domain,
                needs,
                version,
                seen,
                userspace,
                others);
    }
}
