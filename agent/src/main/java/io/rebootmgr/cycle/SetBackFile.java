package io.rebootmgr.cycle;

import io.rebootmgr.consul.ClaimList;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.fleet.Census;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.slot.Out;
import io.rebootmgr.slot.Slots;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * A claim file that is older than what its node has said in Consul since, of a disk that was set back (a snapshot, a
 * restored backup): as good as none. Each step is written to the file before Consul hears of it, so a file of its own
 * time never is.
 */
final class SetBackFile {
    private SetBackFile() {}

    /** The file, unless Consul's word counts in its place. */
    static Optional<LocalClaim> trusted(Ports ports, Facts facts, Optional<LocalClaim> file) {
        return file.filter(own -> newer(ports, facts, own).isEmpty());
    }

    /** The same; one that is not trusted is kept where people find it, and they are told. */
    static Optional<LocalClaim> trustedOrSetAside(Ports ports, Facts facts, Optional<LocalClaim> file) {
        Optional<String> newer = file.flatMap(own -> newer(ports, facts, own));
        if (newer.isEmpty()) {
            return file;
        }
        LoggerFactory.getLogger(SetBackFile.class)
                .error(
                        "the claim file of an earlier run is older than {}: was this disk set back? kept as {}, what"
                                + " Consul says of this node counts now",
                        newer.get(),
                        ports.host().setClaimAside());
        return Optional.empty();
    }

    /** What Consul knows that is newer than the file; empty where there is nothing. */
    private static Optional<String> newer(Ports ports, Facts facts, LocalClaim file) {
        if (!ports.consul().isOnThisMachine()) {
            return Optional.empty();
        }
        if (isOlderThanItsCommit(facts, file, ports.host().bootId())) {
            return Optional.of("the commit of its claim " + file.id());
        }
        return standingDrain(facts, file)
                .map(claim -> "the drain of claim " + claim + " that was broken off")
                .or(() -> laterClaim(facts, file).map(claim -> "this node's claim " + claim));
    }

    /** The node's own key {@code out} says that the claim is committed; or, where that is gone, its status does. */
    static boolean isOlderThanItsCommit(Facts facts, LocalClaim file, String boot) {
        return switch (file.step()) {
            case CLAIMING, PREPARING ->
                out(facts, file).isPresent()
                        || (isWritten(facts, file) && saidOut(facts).isPresent());
            // The run died in its commit; that the node went down with it only Consul knows.
            case COMMITTING ->
                isWritten(facts, file)
                        && !stands(facts, file)
                        && saidOut(facts)
                                .filter(said -> !said.bootId().equals(boot))
                                .isPresent();
            case CHANGING, CHANGED, REBOOTING, RETURNING, SERVED, GIVING_UP -> false;
        };
    }

    /** The claim of a drain of which the file knows nothing. One that gives up, and not to undo it, has undone it. */
    private static Optional<String> standingDrain(Facts facts, LocalClaim file) {
        return status(facts)
                .flatMap(NodeStatus::drained)
                .filter(claim -> !claim.equals(file.id())
                        || (!file.draining()
                                && file.step() != LocalClaim.Step.GIVING_UP
                                && file.entry().undone().isEmpty()));
    }

    /**
     * The last claim of the node, where the logbook has that of the file before it and nothing else speaks for it. An
     * operator's release of what somebody forged is written there, too, and tells of no agent.
     */
    private static Optional<String> laterClaim(Facts facts, LocalClaim file) {
        Optional<Entry> own = Journal.written(facts, file.id());
        if (own.isEmpty() || stands(facts, file)) {
            return Optional.empty();
        }
        return last(facts)
                .filter(entry -> !entry.claim().equals(file.id()))
                .filter(entry -> !entry.agent().isEmpty()
                        && !entry.started().isBefore(own.get().started()))
                .map(Entry::claim);
    }

    private static boolean isWritten(Facts facts, LocalClaim file) {
        return Journal.written(facts, file.id()).isPresent();
    }

    private static Optional<Entry> last(Facts facts) {
        try {
            return facts.history().entries().reversed().stream().findFirst();
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }

    /** Whether Consul has the claim; a list that cannot be read may have it. */
    private static boolean stands(Facts facts, LocalClaim file) {
        Self self = facts.self();
        try {
            return out(facts, file).isPresent()
                    || facts.slots(file.group()).of(self.node(), file.id()).isPresent()
                    || Slots.listed(facts.view(), self.keys().of(ClaimList.HOT), file.group())
                            .of(self.node(), file.id())
                            .isPresent();
        } catch (MalformedJson e) {
            return true;
        }
    }

    private static Optional<Out> out(Facts facts, LocalClaim file) {
        Self self = facts.self();
        return Out.in(facts.view(), self.keys(), file.group(), self.node())
                .filter(Out::isReadable)
                .filter(out -> out.claim().id().equals(file.id()));
    }

    private static Optional<NodeStatus> saidOut(Facts facts) {
        return status(facts).filter(SetBackFile::isOut);
    }

    /** Whether a node says that it has committed and is not back in service yet; its claim may have been released. */
    static boolean isOut(NodeStatus said) {
        return switch (said.state()) {
            case CHANGING, REBOOTING, RETURNING -> true;
            case IDLE, PREPARING, HELD, FAILED, PARKED, UNKNOWN -> Census.isReleased(said);
        };
    }

    private static Optional<NodeStatus> status(Facts facts) {
        try {
            return facts.status();
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }
}
