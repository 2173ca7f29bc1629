package io.rebootmgr.detect;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.host.Host;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.logbook.Needs;
import io.rebootmgr.text.PrintableText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What this node's detectors said last, and when: kept on its disk, so that runs in between ask nobody. Read by every
 * idle run of a node that has detectors: no lambda, no switch over types on that way.
 *
 * @param when in which boot and after how much of it, by the boot's own clock
 * @param programs which detectors there were, see {@link Host#detectors}
 * @param policy the policy's keys as they stood, of which {@code interval} is
 * @param rollout what of a rollout they were asked for, see {@link io.rebootmgr.facts.Facts#askedByRollout}
 */
public record Detected(
        When when, String programs, String policy, String rollout, Duration interval, List<Detection> detections) {
    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_REASON = 200;

    /** A moment of one life of the node between two reboots, soft ones too. */
    public record When(String boot, String userspace, Duration uptime) {

        /** Now. */
        public static When now(Host host) {
            return new When(host.bootId(), host.userspaceSign(), host.uptime());
        }

        boolean isOfSameBoot(When other) {
            return boot.equals(other.boot) && userspace.equals(other.userspace);
        }
    }

    public Detected {
        detections = List.copyOf(detections);
    }

    /** What is known of this boot; empty where there are no detectors, or they have not been asked yet. */
    public static Optional<Detected> in(Host host) {
        if (host.detectors().isEmpty()) {
            return Optional.empty();
        }
        Optional<Detected> last = load(host);
        return last.isPresent() && last.get().when.isOfSameBoot(When.now(host)) ? last : Optional.empty();
    }

    /** What cannot be read was never said: they are asked again. */
    private static Optional<Detected> load(Host host) {
        Optional<byte[]> saved = host.loadDetected();
        if (saved.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse(saved.get()));
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }

    /** Whether it counts no more. A clock of a boot that goes back is another boot's. */
    boolean isOver(Host host, Duration after) {
        Duration age = host.uptime().minus(when.uptime());
        return age.isNegative() || age.compareTo(after) >= 0;
    }

    /** The highest word of all. */
    public Said verdict() {
        Said highest = Said.GOOD;
        for (Detection detection : detections) {
            highest = detection.said().compareTo(highest) > 0 ? detection.said() : highest;
        }
        return highest;
    }

    /** The first that could not say; empty where all could. */
    public Optional<Detection> error() {
        for (Detection detection : detections) {
            if (detection.said() == Said.ERROR) {
                return Optional.of(detection);
            }
        }
        return Optional.empty();
    }

    /** What the node's status says of it. */
    public Needs needs() {
        SortedMap<String, String> facts = new TreeMap<>();
        for (Detection detection : detections) {
            for (Map.Entry<String, String> fact : detection.facts().entrySet()) {
                if (facts.size() < Needs.MOST_FACTS) {
                    facts.putIfAbsent(fact.getKey(), fact.getValue());
                }
            }
        }
        return new Needs(verdict() == Said.GOOD ? "" : verdict().label(), facts);
    }

    static Detected parse(byte[] value) throws MalformedJson {
        Fields fields = Fields.parse(value);
        List<Detection> detections = new ArrayList<>();
        for (Fields item : fields.objects("detectors")) {
            Optional<Said> said = Said.of(item.text("verdict"));
            if (said.isEmpty()) {
                throw item.malformed("verdict", "what a detector says");
            }
            detections.add(new Detection(
                    PrintableText.of(item.text("name"), LONGEST_NAME),
                    said.get(),
                    PrintableText.of(item.text("reason"), LONGEST_REASON),
                    item.has("exit") ? item.code("exit") : Detection.NO_EXIT,
                    item.milliseconds("milliseconds"),
                    item.words("facts")));
        }
        return new Detected(
                new When(fields.text("boot_id"), fields.text("userspace"), fields.milliseconds("uptime_ms")),
                fields.text("programs"),
                fields.text("policy"),
                fields.text("rollout", ""),
                fields.milliseconds("interval_ms"),
                detections);
    }

    byte[] bytes() {
        ObjectNode json = Json.object()
                .put("boot_id", when.boot())
                .put("userspace", when.userspace())
                .put("uptime_ms", when.uptime().toMillis())
                .put("programs", programs)
                .put("policy", policy)
                .put("rollout", rollout)
                .put("interval_ms", interval.toMillis());
        ArrayNode list = json.putArray("detectors");
        for (Detection detection : detections) {
            ObjectNode item = list.addObject()
                    .put("name", detection.name())
                    .put("verdict", detection.said().label())
                    .put("reason", detection.reason())
                    .put("milliseconds", detection.took().toMillis());
            if (detection.exit() != Detection.NO_EXIT) {
                item.put("exit", detection.exit());
            }
            ObjectNode facts = item.putObject("facts");
            detection.facts().forEach(facts::put);
        }
        return Json.bytes(json);
    }

    /** Keeps it for the next runs. */
    public void save(Host host) {
        host.saveDetected(bytes());
    }

    /**
     * Whether the detectors have to be asked, as far as that can be told without reading the policy.
     *
     * @param policy its keys as they stand
     * @param rollout what of a rollout asks for them now; empty for nothing
     */
    public static Due due(Host host, String policy, String rollout) {
        Optional<String> programs = host.detectors();
        if (programs.isEmpty()) {
            return Due.NO;
        }
        Optional<Detected> last = in(host);
        if (last.isEmpty() || !last.get().programs.equals(programs.get())) {
            return Due.YES;
        }
        if (!rollout.isEmpty() && !last.get().rollout.equals(rollout)) {
            return Due.YES;
        }
        if (!last.get().policy.equals(policy)) {
            return Due.BY_POLICY;
        }
        return last.get().isOver(host, last.get().interval) ? Due.YES : Due.NO;
    }

    /** The same by the interval that the policy says now. */
    public static boolean isDue(Host host, Duration interval) {
        Optional<Detected> last = in(host);
        return last.isEmpty() || last.get().isOver(host, interval);
    }

    /** Whether they have to be asked. */
    public enum Due {
        NO,
        YES,
        /** The policy has changed, and its interval decides. */
        BY_POLICY
    }
}
