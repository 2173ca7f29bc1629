package io.rebootmgr.simulation.node;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.host.Host.TriggerFile;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import java.util.List;
import java.util.Optional;

/** The files of a node that the agent knows. */
public final class Disk {
    private static final String TRIGGER = "/run/reboot-required";

    private Optional<byte[]> claim = Optional.empty();
    private Optional<TriggerFile> trigger = Optional.empty();
    private Optional<byte[]> line = Optional.empty();
    private Optional<byte[]> steps = Optional.empty();
    private Optional<byte[]> detected = Optional.empty();
    private long inodes;

    Optional<byte[]> claim() {
        return claim.map(byte[]::clone);
    }

    void setClaim(Optional<byte[]> content) {
        claim = content.map(byte[]::clone);
    }

    /** What stands on a tmpfs beside the lock. */
    Optional<byte[]> line() {
        return line.map(byte[]::clone);
    }

    void setLine(Optional<byte[]> content) {
        line = content.map(byte[]::clone);
    }

    /** On the same tmpfs. */
    Optional<byte[]> steps() {
        return steps.map(byte[]::clone);
    }

    void setSteps(Optional<byte[]> content) {
        steps = content.map(byte[]::clone);
    }

    Optional<byte[]> detected() {
        return detected.map(byte[]::clone);
    }

    void setDetected(Optional<byte[]> content) {
        detected = content.map(byte[]::clone);
    }

    /** Whether the claim's file, as the contract has it, tells of a drain before the reboot. */
    boolean saysDraining() {
        JsonNode written = written();
        return written.path("draining").asBoolean()
                && List.of("preparing", "giving_up")
                        .contains(written.path("step").asText());
    }

    /** Whether it tells of a drain that has settled, and of no commit yet: what a run writes next it writes between. */
    public boolean saysSettled() {
        JsonNode written = written();
        return written.path("step").asText().equals("preparing")
                && written.path("entry").path("phases").findValuesAsText("name").contains("settle");
    }

    private JsonNode written() {
        try {
            return claim.isPresent() ? Json.parse(claim.get()) : Json.object();
        } catch (MalformedJson e) {
            return Json.object();
        }
    }

    List<TriggerFile> triggers() {
        return trigger.stream().toList();
    }

    /** The file is there from now on, another one if there was one. */
    void putTrigger(long modified) {
        trigger = Optional.of(new TriggerFile(TRIGGER, ++inodes, modified, "update"));
    }

    boolean removeTrigger() {
        boolean was = trigger.isPresent();
        trigger = Optional.empty();
        return was;
    }
}
