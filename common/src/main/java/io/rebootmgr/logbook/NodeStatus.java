package io.rebootmgr.logbook;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.json.OtherFields;
import io.rebootmgr.slot.Domain;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A node's own last word, as it stands in {@code nodes/<n>/status}.
 *
 * @param failures runs that failed in a row
 * @param last how its last run of note ended
 * @param parked triggers that were obeyed and stand there unchanged: they are not obeyed again
 * @param loop reboots that looked like a loop, and those that were forgiven
 * @param drained the claim of a drain that leads to no reboot: until that is undone the node is out of service; else
 *     empty
 * @param speaks what its agent knows of what others are promised, see {@link #SPEAKS}
 * @param domain the failure domain that its settings name
 * @param needs what its detectors said last
 * @param version that a rollout brought to it last; empty where none did
 * @param seen when the node wrote it, to the second; empty where it did not say, as older agents do not
 * @param userspace which start of user space it runs
 * @param others what a newer agent wrote beside that, the word of a state that is unknown here among it
 */
public record NodeStatus(
        String group,
        State state,
        String kernel,
        String bootId,
        String agentVersion,
        int failures,
        Optional<Last> last,
        List<Parked> parked,
        RebootLoop loop,
        Optional<String> drained,
        int speaks,
        Domain domain,
        Needs needs,
        String version,
        Optional<Instant> seen,
        Userspace userspace,
        OtherFields others) {
    /**
     * What this version keeps of what others are promised: 2 knows leases and pauses, and carries through what it does
     * not know. An older one does not say it, which counts as 1.
     */
    public static final int SPEAKS = 2;

    /**
     * A node that has nothing to say writes its status again after so long, as a sign of life: at least once a day,
     * with room for a timer that is late.
     */
    public static final Duration SIGN_OF_LIFE = Duration.ofHours(23);

    private static final int SPEAKS_MAX = 1_000;

    private static final Set<String> KNOWN = Set.of(
            "group",
            "kernel",
            "boot_id",
            "agent_version",
            "failures",
            "last",
            "parked",
            "looping",
            "forgiven",
            "drained",
            "speaks",
            Domain.FIELD,
            Needs.FIELD,
            Needs.FACTS,
            "version",
            "seen",
            Userspace.FIELD,
            Userspace.SIGN);
    /** Far above any {@code max_failures}, and one more is a number still. */
    private static final int MOST_FAILURES = 1_000_000;

    /** Where the node stands, in a word. */
    public enum State {
        IDLE,
        HELD,
        PREPARING,
        CHANGING,
        REBOOTING,
        RETURNING,
        FAILED,
        PARKED,
        /** A word that only a newer agent knows. Never written; the word that stands there is kept. */
        UNKNOWN;

        /** As it stands in Consul. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * How a run ended.
     *
     * @param code its exit code
     * @param gate which one held it; empty where none did, or an older agent did not say
     * @param until when that is over by itself, to the minute; empty where it is not, or in no time that could be read
     *     again, or nobody knows
     * @param said the last line of standard error of the task that failed it; empty where none did, or it was silent
     */
    public record Last(
            int code, String reason, Instant at, Optional<String> gate, Optional<Instant> until, String said) {

        public Last {
            until = toTheMinute(until);
        }

        /** Never before it is over; the clock of a boot, which some holds go by, drifts by milliseconds. */
        private static Optional<Instant> toTheMinute(Optional<Instant> end) {
            return end.map(at ->
                            at.minusNanos(1).truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES))
                    .filter(Fields::isReadable);
        }

        /** One that no gate held. */
        public Last(int code, String reason, Instant at) {
            this(code, reason, at, Optional.empty(), Optional.empty());
        }

        /** One that no task failed. */
        public Last(int code, String reason, Instant at, Optional<String> gate, Optional<Instant> until) {
            this(code, reason, at, gate, until, "");
        }

        /** Whether it tells this end, or none. */
        public boolean ends(Optional<Instant> at) {
            return until.equals(toTheMinute(at));
        }

        /** Why, as it is to be told now: a node that was held until a moment that is past has not looked since. */
        public String reason(Instant now) {
            boolean over = until.filter(end -> !now.isBefore(end)).isPresent();
            return over ? past() : reason;
        }

        /** The same of a node that is held by that no more, and has not looked since. */
        public String past() {
            return "its next run decides; was " + reason;
        }
    }

    /** A trigger by its name, and the mark that tells whether somebody asked again. */
    public record Parked(String trigger, String mark) {}

    public NodeStatus {
        parked = List.copyOf(parked);
        others = state == State.UNKNOWN ? others : others.without("state");
    }

    /** One that knows of no loop. */
    public NodeStatus(
            String group,
            State state,
            String kernel,
            String bootId,
            String agentVersion,
            int failures,
            Optional<Last> last,
            List<Parked> parked) {
        this(group, state, kernel, bootId, agentVersion, failures, last, parked, RebootLoop.NONE);
    }

    /** One that is not drained. */
    public NodeStatus(
            String group,
            State state,
            String kernel,
            String bootId,
            String agentVersion,
            int failures,
            Optional<Last> last,
            List<Parked> parked,
            RebootLoop loop) {
        this(
                group,
                state,
                kernel,
                bootId,
                agentVersion,
                failures,
                last,
                parked,
                loop,
                Optional.empty(),
                SPEAKS,
                Domain.NONE,
                Needs.NONE,
                "",
                Optional.empty(),
                Userspace.UNKNOWN,
                OtherFields.NONE);
    }

    /** The same of a node in this failure domain. */
    public NodeStatus in(Domain its) {
        StatusDraft draft = new StatusDraft(this);
        draft.domain = its;
        return draft.status();
    }

    /** The same of a node whose detectors said this. */
    public NodeStatus needing(Needs its) {
        StatusDraft draft = new StatusDraft(this);
        draft.needs = its;
        return draft.status();
    }

    /** The same of a node that a rollout has brought this version to. */
    public NodeStatus running(String its) {
        StatusDraft draft = new StatusDraft(this);
        draft.version = its;
        return draft.status();
    }

    /** The same of a node that has booted since. */
    public NodeStatus booted(String newBootId, String newKernel, Userspace its) {
        StatusDraft draft = new StatusDraft(this);
        draft.bootId = newBootId;
        draft.kernel = newKernel;
        draft.userspace = its;
        return draft.status();
    }

    /** The same of a node that runs this user space. */
    public NodeStatus in(Userspace its) {
        StatusDraft draft = new StatusDraft(this);
        draft.userspace = its;
        return draft.status();
    }

    /** Which boot of its node it tells of. */
    public Boot boot() {
        return new Boot(bootId, userspace.start());
    }

    /** The same, said once more by an agent of this version. */
    public NodeStatus speaking(String byVersion, Instant now) {
        StatusDraft draft = new StatusDraft(this);
        draft.agentVersion = byVersion;
        draft.speaks = SPEAKS;
        return draft.status().seen(now);
    }

    /** The same, written now. */
    public NodeStatus seen(Instant now) {
        StatusDraft draft = new StatusDraft(this);
        draft.seen = Optional.of(now.truncatedTo(ChronoUnit.SECONDS));
        return draft.status();
    }

    /**
     * Whether the node is to write it again though it has nothing new to say. A time ahead of our clock is another
     * clock's, and would keep the node silent for as long.
     */
    public boolean isDueAgain(Instant now) {
        return seen.isEmpty() || Duration.between(seen.get(), now).abs().compareTo(SIGN_OF_LIFE) >= 0;
    }

    /** The same; one that says no version runs what it ran by its older status. */
    public NodeStatus runningAsBefore(NodeStatus old) {
        return version.isEmpty() && !old.version.isEmpty() ? running(old.version) : this;
    }

    public NodeStatus with(RebootLoop other) {
        StatusDraft draft = new StatusDraft(this);
        draft.loop = other;
        return draft.status();
    }

    /** The same of a node that the drain of this claim left out of service, or of none. */
    public NodeStatus drained(Optional<String> claim) {
        StatusDraft draft = new StatusDraft(this);
        draft.drained = claim;
        return draft.status();
    }

    /** The same of a node whose last run of note ended like that. */
    public NodeStatus ended(Last why) {
        StatusDraft draft = new StatusDraft(this);
        draft.last = Optional.of(why);
        return draft.status();
    }

    /** The same with what a newer agent wrote beside it, in an older status of this node. */
    public NodeStatus keepingOthersOf(NodeStatus old) {
        StatusDraft draft = new StatusDraft(this);
        draft.others = old.others;
        return draft.status();
    }

    /** Whether the two say the same; when they said it does not count. */
    public boolean says(NodeStatus other) {
        // By what would stand in the key. A record's own equals costs its first caller, an idle run, 20 ms.
        return Arrays.equals(withoutTime().bytes(), other.withoutTime().bytes());
    }

    /** The same of a node whose claim is gone. */
    public NodeStatus preparingNoMore() {
        if (state != State.PREPARING) {
            return this;
        }
        StatusDraft draft = new StatusDraft(this);
        draft.state = State.IDLE;
        return draft.status();
    }

    /** The same where what failed has succeeded. */
    public NodeStatus withoutFailures() {
        StatusDraft draft = new StatusDraft(this);
        draft.failures = 0;
        return draft.status();
    }

    /**
     * An operator has looked: no failures count any more, nothing is parked and no reboots look like a loop. What goes
     * on just now still does.
     *
     * @param newestCounted the claim of the newest change that brakes count: it and those before are forgiven; empty
     *     where there is none
     */
    public NodeStatus resumed(String newestCounted) {
        StatusDraft draft = new StatusDraft(this);
        draft.state = switch (state) {
            case IDLE, HELD, FAILED, PARKED -> State.IDLE;
            case PREPARING, CHANGING, REBOOTING, RETURNING, UNKNOWN -> state;
        };
        draft.failures = 0;
        draft.parked = List.of();
        draft.loop = new RebootLoop(List.of(), loop.forgiven());
        NodeStatus resumed = draft.status();
        // Who resumes a node that nothing was held against has forgiven nothing.
        return resumed.equals(this) ? this : resumed.with(loop.forgiven(newestCounted));
    }

    /** An operator has released its claim: where it says that it is out it is not waited for any more. */
    public NodeStatus released(Last why) {
        if (state != State.CHANGING && state != State.REBOOTING && state != State.RETURNING) {
            return this;
        }
        StatusDraft draft = new StatusDraft(this);
        draft.state = State.FAILED;
        draft.last = Optional.of(why);
        draft.drained = Optional.empty();
        return draft.status();
    }

    private NodeStatus withoutTime() {
        StatusDraft draft = new StatusDraft(this);
        draft.last = last.map(l -> new Last(l.code(), l.reason(), Instant.EPOCH, l.gate(), l.until(), l.said()));
        draft.seen = Optional.empty();
        return draft.status();
    }

    /** What stands in a {@code status} key. */
    public static NodeStatus parse(byte[] value) throws MalformedJson {
        Fields fields = Fields.parse(value);
        List<Parked> parked = new ArrayList<>();
        for (Fields item : fields.objects("parked")) {
            parked.add(new Parked(item.text("trigger"), item.text("mark")));
        }
        Optional<Fields> last = fields.object("last");
        State state = state(fields);
        return new NodeStatus(
                fields.text("group"),
                state,
                fields.text("kernel"),
                fields.text("boot_id"),
                fields.text("agent_version"),
                (int) fields.number("failures", 0, MOST_FAILURES),
                last.isEmpty() ? Optional.empty() : Optional.of(last(last.get())),
                parked,
                RebootLoop.read(fields),
                Optional.of(fields.text("drained", "")).filter(claim -> !claim.isEmpty()),
                fields.has("speaks") ? (int) fields.number("speaks", 1, SPEAKS_MAX) : 1,
                Domain.read(fields),
                Needs.read(fields),
                fields.text("version", ""),
                moment(fields, "seen"),
                Userspace.read(fields),
                OtherFields.of(
                        fields, name -> KNOWN.contains(name) || (state != State.UNKNOWN && name.equals("state"))));
    }

    private static State state(Fields fields) throws MalformedJson {
        String label = fields.text("state");
        for (State state : State.values()) {
            if (state.label().equals(label)) {
                return state;
            }
        }
        return State.UNKNOWN;
    }

    /** Garbage there decides nothing, and goes with the next word of the node. */
    private static Optional<Instant> moment(Fields fields, String name) {
        try {
            return fields.has(name) ? Optional.of(fields.instant(name)) : Optional.empty();
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }

    private static Last last(Fields fields) throws MalformedJson {
        return new Last(
                fields.code("code"),
                fields.text("reason"),
                fields.instant("at"),
                Optional.of(fields.text("gate", "")).filter(gate -> !gate.isEmpty()),
                moment(fields, "until"),
                fields.text("said", ""));
    }

    /** As it is written to the key. */
    public byte[] bytes() {
        ObjectNode json = Json.object()
                .put("group", group)
                .put("state", state.label())
                .put("kernel", kernel)
                .put("boot_id", bootId)
                .put("agent_version", agentVersion)
                .put("failures", failures);
        last.ifPresent(l -> {
            ObjectNode ended = json.putObject("last")
                    .put("code", l.code())
                    .put("reason", l.reason())
                    .put("at", l.at().toString());
            l.gate().ifPresent(gate -> ended.put("gate", gate));
            l.until().ifPresent(end -> ended.put("until", end.toString()));
            if (!l.said().isEmpty()) {
                ended.put("said", l.said());
            }
        });
        if (!parked.isEmpty()) {
            ArrayNode list = json.putArray("parked");
            parked.forEach(p -> list.addObject().put("trigger", p.trigger()).put("mark", p.mark()));
        }
        loop.writeTo(json);
        drained.ifPresent(claim -> json.put("drained", claim));
        if (speaks > 1) {
            json.put("speaks", speaks);
        }
        domain.writeTo(json);
        needs.writeTo(json);
        if (!version.isEmpty()) {
            json.put("version", version);
        }
        seen.ifPresent(at -> json.put("seen", at.toString()));
        userspace.writeTo(json);
        others.writeTo(json);
        return Json.bytes(json);
    }
}
