package io.rebootmgr.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.consul.Written;
import io.rebootmgr.cycle.Ports;
import io.rebootmgr.event.Audience;
import io.rebootmgr.event.Event;
import io.rebootmgr.event.Surroundings;
import io.rebootmgr.facts.ConfirmedFacts;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.PolicyState;
import io.rebootmgr.facts.Self;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.json.OtherFields;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Claims of the group whose node does not come back, or died on its way back into service. Such a node says nothing
 * itself, and every other one sees it, idle ones too: the first to write down that it tells it does so, by
 * compare-and-set on a key that all of them read anyway.
 */
final class StuckClaims {
    /** The least that a policy can say; what is younger is not worth reading it. */
    private static final Duration LEAST = Duration.ofMinutes(1);

    private static final String TOLD = "told";

    private final Ports ports;
    private final Audience audience;

    StuckClaims(Ports ports, Audience audience) {
        this.ports = ports;
        this.audience = audience;
    }

    /**
     * Tells those that nobody has told yet; under a stop nothing is written, and so nothing told. A stale look that
     * shows one is confirmed first: it may have come back long ago.
     */
    void tell(Facts seen, Instant now) {
        try {
            if (news(seen, now).isEmpty() || !audience.hasListeners()) {
                return;
            }
            ConfirmedFacts facts = seen instanceof ConfirmedFacts confirmed
                    ? confirmed
                    : ConfirmedFacts.read(ports.consul(), ports.host(), seen.self());
            List<Claim> news = news(facts, now);
            if (!news.isEmpty() && isOurs(facts, now)) {
                String group = facts.self().group();
                news.forEach(claim -> audience.bring(new Event.Stuck(group, claim), Surroundings.of(facts)));
            }
        } catch (MalformedJson | ConsulException e) {
            // What is wrong with the slots, or with Consul, the run itself has found.
            return;
        }
    }

    /** Those that are stuck by these facts, and that nobody has told of. */
    private static List<Claim> news(Facts facts, Instant now) throws MalformedJson {
        List<Claim> news = new ArrayList<>();
        List<Claim> stuck = stuck(facts, now);
        if (!stuck.isEmpty()) {
            List<String> told = told(facts);
            for (Claim claim : stuck) {
                if (!told.contains(mark(claim))
                        && !claim.node().equals(facts.self().node())) {
                    news.add(claim);
                }
            }
        }
        return news;
    }

    private static List<Claim> stuck(Facts facts, Instant now) throws MalformedJson {
        List<Claim> claims = facts.slots(facts.self().group()).claims();
        return older(claims, LEAST, now).isEmpty()
                        || facts.stop().isPresent()
                        || !(facts.policy() instanceof PolicyState.Known known)
                ? List.of()
                : older(claims, known.policy().stuckAfter(), now);
    }

    private static List<Claim> older(List<Claim> claims, Duration age, Instant now) {
        List<Claim> older = new ArrayList<>();
        for (Claim claim : claims) {
            // A preparing one ends with its session.
            if (claim.isCommitted() && Duration.between(claim.since(), now).compareTo(age) >= 0) {
                older.add(claim);
            }
        }
        return older;
    }

    /**
     * A node that came back late and then got stuck on its way into service is told of again: that needs other hands.
     */
    private static String mark(Claim claim) {
        return claim.state() == ClaimState.RETURNING ? claim.id() + " returning" : claim.id();
    }

    /**
     * Of a list that cannot be read nobody was told: told twice is better than never, and the next word replaces it.
     */
    private static List<String> told(Facts facts) {
        try {
            return said(facts).texts(TOLD);
        } catch (MalformedJson e) {
            return List.of();
        }
    }

    private static OtherFields others(Facts facts) {
        try {
            return OtherFields.of(said(facts), TOLD::equals);
        } catch (MalformedJson e) {
            return OtherFields.NONE;
        }
    }

    private static Fields said(Facts facts) throws MalformedJson {
        Self self = facts.self();
        Optional<View.Entry> entry = facts.view().get(self.keys().stuck(self.group()));
        return Fields.parse(entry.isPresent() ? entry.get().value() : Json.bytes(Json.object()));
    }

    /** Whether telling them falls to this node. Where Consul did not say, twice is better than never. */
    private boolean isOurs(ConfirmedFacts facts, Instant now) throws MalformedJson {
        String key = facts.self().keys().stuck(facts.self().group());
        ArrayNode ids = Json.array();
        stuck(facts, now).forEach(claim -> ids.add(mark(claim)));
        ObjectNode value = Json.object().set(TOLD, ids);
        others(facts).writeTo(value);
        Operation write =
                new Operation.PutIf(key, Json.bytes(value), facts.view().index(key));
        return !(ports.consul().write(List.of(write)) instanceof Written.Refused);
    }
}
