package io.rebootmgr.rollout;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.json.OtherFields;
import io.rebootmgr.logbook.Boot;
import io.rebootmgr.order.Header;
import io.rebootmgr.text.PrintableText;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A node's place in a rollout and what came of it, as it stands in {@code rollout_nodes/<n>}. It counts for as long as
 * the rollout of this id is under way, and means nothing else: so a start that died half-way has begun nothing.
 *
 * @param id the rollout's
 * @param wave the name of the node's wave; one that the rollout does not have stands for its last
 * @param reason why it stands so, or, where it is done, why it does not do yet what comes once at the end; may be empty
 * @param at since when, by the clock of whoever wrote it
 * @param came how a node came out of it that is done; of one that failed, how it came to the end of it since
 * @param step which it has come to where the nodes of a wave keep step: all before it are done; of one that is done
 *     there is none
 * @param claim the id of the claim that its node took for it last; empty before that, and where it is done
 * @param others what a newer agent wrote beside that, the word of a state that is unknown here among it
 */
public record NodeResult(
        String id,
        String wave,
        ResultState state,
        String reason,
        Instant at,
        Came came,
        Optional<Integer> step,
        String claim,
        OtherFields others) {
    private static final Set<String> KNOWN =
            Set.of("id", "wave", "reason", "at", "boot_id", "userspace", "kernel", "finalizes", "step", "claim");
    private static final int REASON_MAX = 300;

    /**
     * What a node says that is done.
     *
     * @param boot that it is in; unknown where it is not done, or did not say
     * @param kernel that it runs; empty where it did not say
     * @param finalizes the group for which it could do what comes once at the end; empty where it has no tasks for that
     */
    public record Came(Boot boot, String kernel, String finalizes) {
        public static final Came NOT = new Came(Boot.UNKNOWN, "", "");
    }

    public NodeResult {
        reason = PrintableText.excerpt(reason, REASON_MAX);
        came = switch (state) {
            case OK, FAILED, UNKNOWN -> came;
            case WAITING, RUNNING, SKIPPED, LEFT_OUT -> Came.NOT;
        };
        others = state == ResultState.UNKNOWN ? others : others.without("state");
    }

    /** One that begins to wait. */
    public static NodeResult waiting(String id, String wave, Instant now) {
        return new NodeResult(id, wave, ResultState.WAITING, "", now, Came.NOT, Optional.empty(), "", OtherFields.NONE);
    }

    /** What stands in a key. */
    public static NodeResult parse(byte[] value) throws MalformedJson {
        Fields fields = Fields.parse(value);
        String id = fields.text("id");
        ResultState state = ResultState.of(fields.text("state"));
        return new NodeResult(
                id,
                fields.text("wave", ""),
                state,
                fields.text("reason", ""),
                fields.instant("at"),
                new Came(
                        new Boot(fields.text("boot_id", ""), fields.text("userspace", "")),
                        fields.text("kernel", ""),
                        fields.text("finalizes", "")),
                fields.has("step") ? Optional.of((int) fields.number("step", 0, Header.STEP_MAX)) : Optional.empty(),
                fields.text("claim", ""),
                OtherFields.of(fields, KNOWN::contains));
    }

    /** The same node in another state, from now on. */
    public NodeResult to(ResultState next, String why, Instant now) {
        return new NodeResult(id, wave, next, why, now, Came.NOT, step, claim, others);
    }

    /** The same node, at work from now on under this claim. */
    public NodeResult runningUnder(String its, Instant now) {
        return new NodeResult(id, wave, ResultState.RUNNING, "", now, Came.NOT, step, its, others);
    }

    /** The same failed node, which has come to the end of its change all the same. */
    public NodeResult cameThrough(Came how) {
        return new NodeResult(id, wave, state, reason, at, how, step, claim, others);
    }

    /** Whether it failed, and has come to the end of its change since. */
    boolean hasComeThrough() {
        return state == ResultState.FAILED && !came.boot().id().isEmpty();
    }

    /** The same node, done from now on. */
    public NodeResult done(Came how, Instant now) {
        return new NodeResult(id, wave, ResultState.OK, "", now, how, Optional.empty(), "", others);
    }

    /** The same node, come to this step; since when it stands as it does is not touched by that. */
    public NodeResult at(int next) {
        return new NodeResult(id, wave, state, reason, at, came, Optional.of(next), claim, others);
    }

    /** The same node, which stands as it did, and says this of it. */
    public NodeResult saying(String why) {
        return new NodeResult(id, wave, state, why, at, came, step, claim, others);
    }

    /** The same node in another wave. */
    NodeResult in(String other) {
        return new NodeResult(id, other, state, reason, at, came, step, claim, others);
    }

    /** What {@link #bytes} begin with of any node that stands like that. */
    static byte[] beginning(String id, String wave, ResultState state) {
        byte[] all = Json.bytes(json(id, wave, state));
        all[all.length - 1] = ',';
        return all;
    }

    private static ObjectNode json(String id, String wave, ResultState state) {
        ObjectNode json = Json.object().put("id", id).put("wave", wave);
        if (state != ResultState.UNKNOWN) {
            json.put("state", state.label());
        }
        return json;
    }

    /** As it is written to the key. */
    public byte[] bytes() {
        ObjectNode json = json(id, wave, state);
        if (!reason.isEmpty()) {
            json.put("reason", reason);
        }
        json.put("at", at.toString());
        put(json, "boot_id", came.boot().id());
        put(json, "userspace", came.boot().userspace());
        put(json, "kernel", came.kernel());
        put(json, "finalizes", came.finalizes());
        step.ifPresent(come -> json.put("step", come));
        put(json, "claim", claim);
        others.writeTo(json);
        return Json.bytes(json);
    }

    private static void put(ObjectNode json, String field, String text) {
        if (!text.isEmpty()) {
            json.put(field, text);
        }
    }
}
