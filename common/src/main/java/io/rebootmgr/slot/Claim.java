package io.rebootmgr.slot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.json.OtherFields;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A node's hold on a slot, as it stands in {@code groups/<g>/slots}.
 *
 * @param id opaque; another attempt of the same node has another one
 * @param bootId the boot that is to be left (preparing) or was left (rebooting, returning)
 * @param session holds the lock on {@code groups/<g>/preparing/<node>} while preparing
 * @param since when it came into this state, by the node's own clock
 * @param services the names of the node's services when it claimed, sorted: a node that reboots leaves Consul's
 *     catalog, and what is not there any more cannot be seen to fail
 * @param awaited those of them that had a say: the slot is not given back before they are back
 * @param domain the failure domain that its node was in when it claimed
 * @param change what it is for
 * @param others what a newer agent wrote beside that, the word of a state that is unknown here among it
 */
public record Claim(
        String id,
        String node,
        ClaimState state,
        String bootId,
        String session,
        Instant since,
        String reason,
        List<String> services,
        Awaited awaited,
        Domain domain,
        ChangeKind change,
        OtherFields others) {
    private static final Set<String> KNOWN =
            Set.of("id", "node", "boot_id", "session", "since", "reason", "services", Awaited.FIELD);

    private static final String CHANGE = "change";

    public Claim {
        services = List.copyOf(services);
        others = state == ClaimState.UNKNOWN ? others : others.without("state");
    }

    /** One for a reboot, that waits for nothing when its node is back. */
    public Claim(
            String id,
            String node,
            ClaimState state,
            String bootId,
            String session,
            Instant since,
            String reason,
            List<String> services) {
        this(
                id,
                node,
                state,
                bootId,
                session,
                since,
                reason,
                services,
                Awaited.NONE,
                Domain.NONE,
                ChangeKind.REBOOT,
                OtherFields.NONE);
    }

    /** How far its node is, for people: one that is changed in service prepares nothing. */
    public String text() {
        return change == ChangeKind.HOT && state == ClaimState.PREPARING ? "changing in service" : state.label();
    }

    /** Whether only its node or an operator may end it: in doubt it is. */
    public boolean isCommitted() {
        return state != ClaimState.PREPARING;
    }

    /** Whether it can be told since when it is in its state: of one that cannot be read it cannot. */
    public boolean hasSince() {
        return since.isAfter(Instant.EPOCH);
    }

    /** Since when it is in its state, where that can be told. */
    public Optional<Instant> knownSince() {
        return Optional.of(since).filter(at -> hasSince());
    }

    /** Whether its node is out and nobody knows since when, so that nobody can say how late it is either. */
    public boolean beganSometime() {
        return isCommitted() && !hasSince();
    }

    /** Whether it is this one of this node. */
    public boolean is(String ofNode, String ofId) {
        return node.equals(ofNode) && id.equals(ofId);
    }

    /** COMMIT: its node is about to leave the boot in which it claimed. */
    public Claim rebooting(Instant now) {
        return rebooting(now, bootId);
    }

    /** COMMIT, or its second half: its node is about to leave this boot, for the first time or once more. */
    public Claim rebooting(Instant now, String boot) {
        return new Claim(
                id, node, ClaimState.REBOOTING, boot, session, now, reason, services, awaited, domain, change, others);
    }

    /** Its drain leads to no reboot, and is not undone yet. */
    public Claim drained(Instant now) {
        return in(ClaimState.DRAINED, now);
    }

    /** COMMIT of a node that is changed while it is drained, whether it reboots afterwards or not. */
    public Claim changing(Instant now) {
        return in(ClaimState.CHANGING, now);
    }

    /** Its node is up again. */
    public Claim returning(Instant now) {
        return in(ClaimState.RETURNING, now);
    }

    /** As it is believed to be, whatever somebody wrote into the list. */
    public Claim believed(ClaimState really) {
        return in(really, since);
    }

    private Claim in(ClaimState next, Instant now) {
        return new Claim(id, node, next, bootId, session, now, reason, services, awaited, domain, change, others);
    }

    /** The same claim of a node of this domain. */
    public Claim of(Domain its) {
        return new Claim(
                id,
                node,
                state,
                bootId,
                session,
                since,
                reason,
                services,
                awaited,
                its,
                change,
                others.without(Domain.FIELD));
    }

    /** The same claim under the lock of this session. */
    Claim heldBy(String its) {
        return new Claim(id, node, state, bootId, its, since, reason, services, awaited, domain, change, others);
    }

    /** The same claim for a change of this kind. */
    public Claim of(ChangeKind kind) {
        return new Claim(id, node, state, bootId, session, since, reason, services, awaited, domain, kind, others);
    }

    /** The same claim of a node that has these as well; the first 200 services count. */
    public Claim having(List<String> more, Awaited moreAwaited) {
        List<String> all = Stream.concat(services.stream(), more.stream())
                .distinct()
                .sorted()
                .limit(Awaited.MOST)
                .toList();
        return new Claim(
                id, node, state, bootId, session, since, reason, all, awaited.and(moreAwaited), domain, change, others);
    }

    static Claim read(Fields fields) throws MalformedJson {
        return read(fields, name -> false);
    }

    /**
     * The claim in an object that tells more than that.
     *
     * @param beside whether a field is none of the claim's
     */
    static Claim read(Fields fields, Predicate<String> beside) throws MalformedJson {
        Domain domain = Domain.read(fields);
        Optional<ChangeKind> change = ChangeKind.of(fields.text(CHANGE, ChangeKind.REBOOT.label()));
        return new Claim(
                fields.text("id"),
                fields.text("node"),
                ClaimState.of(fields.text("state")),
                fields.text("boot_id"),
                fields.text("session", ""),
                fields.instant("since"),
                fields.text("reason", ""),
                fields.texts("services"),
                Awaited.read(fields),
                domain,
                // A word that only a newer agent knows may be for as much as there is.
                change.orElse(ChangeKind.REBOOT),
                OtherFields.of(
                        fields,
                        name -> beside.test(name)
                                || KNOWN.contains(name)
                                // What cannot be read is written again as it was.
                                || (name.equals(CHANGE) && change.isPresent())
                                || (name.equals(Domain.FIELD) && !domain.isUnreadable())));
    }

    /** As it stands in Consul. */
    public ObjectNode json() {
        ObjectNode json = Json.object()
                .put("id", id)
                .put("node", node)
                .put("state", state.label())
                .put("boot_id", bootId)
                .put("session", session)
                .put("since", since.toString())
                .put("reason", reason);
        if (!services.isEmpty()) {
            services.forEach(json.putArray("services")::add);
        }
        awaited.writeTo(json);
        domain.writeTo(json);
        if (change != ChangeKind.REBOOT) {
            json.put(CHANGE, change.label());
        }
        others.writeTo(json);
        return json;
    }
}
