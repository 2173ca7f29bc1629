package io.rebootmgr.cycle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.consul.Written;
import io.rebootmgr.facts.Self;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.text.Suggestion;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Switches this node off in its own policy layer, where an operator finds the reason and switches it on again. */
public final class NodeSwitch {
    /** How the reason ends, so that it can be told from an operator's. */
    static final String TOOK_TOO_LONG = " ran longer than task_timeout and was killed";

    /** The same of a task whose header says how long it may run. */
    static final String TOOK_LONGER_THAN_IT_SAYS = " ran longer than the Timeout in its header and was killed";

    private static final Logger LOG = LoggerFactory.getLogger(NodeSwitch.class);
    private static final int MAX_ATTEMPTS = 5;

    private NodeSwitch() {}

    /** Whether a reason is one that {@link #disable} writes. */
    static boolean wrote(String reason) {
        return reason.endsWith(TOOK_TOO_LONG) || reason.endsWith(TOOK_LONGER_THAN_IT_SAYS);
    }

    /** A node's layer of the policy as it was before {@link #disable}; empty where that has not written to it. */
    public static Optional<ObjectNode> enabledAgain(byte[] layer) {
        try {
            return Json.parse(layer) instanceof ObjectNode own
                            && !own.path("enabled").asBoolean(true)
                            && wrote(own.path("disabled_reason").asText())
                    ? Optional.of(own.without(List.of("enabled", "disabled_reason")))
                    : Optional.empty();
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }

    /**
     * Sets {@code enabled} and {@code disabled_reason}, keeping what else stands there; tries a few times, then says
     * so.
     */
    static void disable(Ports ports, Self self, String why) {
        String key = self.keys().nodeConfig(self.node());
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            try {
                View view = ports.consul().read(Consistency.CONSISTENT, List.of(key));
                Optional<View.Entry> old = view.get(key);
                JsonNode layer = old.isPresent() ? Json.parse(old.get().value()) : Json.object();
                if (!(layer instanceof ObjectNode object)) {
                    break;
                }
                object.put("enabled", false).put("disabled_reason", why);
                Operation write = new Operation.PutIf(key, Json.bytes(object), view.index(key));
                if (ports.consul().write(List.of(write)) instanceof Written.Applied) {
                    LOG.error("this node is disabled: {}; set enabled to true in {} after fixing it", why, key);
                    return;
                }
            } catch (ConsulException e) {
                if (e.kind() == ConsulException.Kind.FORBIDDEN && byOwnKey(ports, self, why)) {
                    return;
                }
                LOG.warn("could not disable this node: {}", e.reason());
            } catch (MalformedJson e) {
                break;
            }
        }
        LOG.error("could not disable this node in {}: {}", key, why);
    }

    /**
     * Where a token must not write any policy, its own node's included: a key that the gate "enabled" reads beside it.
     */
    private static boolean byOwnKey(Ports ports, Self self, String why) {
        String key = self.keys().disabled(self.node());
        try {
            Operation write = new Operation.Put(key, why.getBytes(StandardCharsets.UTF_8));
            if (ports.consul().write(List.of(write)) instanceof Written.Applied) {
                LOG.error("this node is disabled: {}; {} after fixing it", why, Suggestion.resume(self.node()));
                return true;
            }
        } catch (ConsulException e) {
            LOG.warn("could not disable this node: {}", e.reason());
        }
        return false;
    }
}
