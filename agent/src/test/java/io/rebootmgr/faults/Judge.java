package io.rebootmgr.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.testing.RequestProxy.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Judges a group from outside, by two records: every version of its slots that Consul has confirmed, in Raft's order,
 * and what the machines themselves wrote down of going down and being back.
 */
final class Judge {
    private final String slotsKey;
    private final Path machines;
    /** By the Raft index that each change got. */
    private final TreeMap<Long, Transaction.Operation> versions = new TreeMap<>();

    Judge(String slotsKey, Path machines) {
        this.slotsKey = slotsKey;
        this.machines = machines;
    }

    /** A shell command with which a machine writes down that it goes {@code down} or is {@code up} again. */
    String writesDown(String word, String node) {
        return "echo " + word + " " + node + " >> " + machines;
    }

    /** A request and Consul's answer to it, whatever the client got to see. */
    synchronized void sees(Request request, byte[] answer) {
        Transaction.in(request).flatMap(t -> t.change(slotsKey)).ifPresent(change -> {
            String text = new String(answer, StandardCharsets.UTF_8);
            if (!text.startsWith("HTTP/1.1 200 ")) {
                return;
            }
            String body = text.substring(text.indexOf("\r\n\r\n") + 4);
            for (JsonNode result : Transaction.parse(body).path("Results")) {
                long index = result.at("/KV/ModifyIndex").asLong();
                // The same value once more is no new version.
                if (result.at("/KV/Key").asText().equals(slotsKey) && index != change.index()) {
                    versions.put(index, change);
                }
            }
        });
    }

    /**
     * No version of the slots and no moment of the machines' record had more than {@code limit}. But a node that is
     * drained, and whose place was taken meanwhile, says so beside that: then nobody else claims.
     */
    synchronized void assertNeverMoreThan(int limit) {
        assertThat(versions).as("confirmed changes of the slots").isNotEmpty();
        Set<String> before = new TreeSet<>();
        Set<String> putBack = new TreeSet<>();
        versions.forEach((index, version) -> {
            Map<String, String> now = states(version);
            Set<String> claimed = new TreeSet<>(now.keySet());
            claimed.removeAll(before);
            now.forEach((id, state) -> {
                if (state.equals("drained") && claimed.remove(id)) {
                    putBack.add(id);
                }
            });
            Set<String> counted = new TreeSet<>(now.keySet());
            if (claimed.isEmpty()) {
                counted.removeAll(putBack);
            }
            assertThat(counted).as("claims at index " + index + ": " + now).hasSizeLessThanOrEqualTo(limit);
            before.clear();
            before.addAll(now.keySet());
        });
        Set<String> down = new TreeSet<>();
        for (String line : record()) {
            String node = line.substring(line.indexOf(' ') + 1);
            boolean changed = line.startsWith("down ") ? down.add(node) : down.remove(node);
            assertThat(changed).as(line + " in " + record()).isTrue();
            assertThat(down).as("down at once, in " + record()).hasSizeLessThanOrEqualTo(limit);
        }
    }

    /** By claim. */
    private static Map<String, String> states(Transaction.Operation version) {
        Map<String, String> states = new TreeMap<>();
        for (JsonNode claim : Transaction.parse(version.value()).path("claims")) {
            states.put(claim.path("id").asText(), claim.path("state").asText());
        }
        return states;
    }

    /**
     * The record has no gap: each version was written over the one before it. For tests in which no answer is lost for
     * good.
     */
    synchronized void assertSawEveryVersion() {
        long before = 0;
        for (Map.Entry<Long, Transaction.Operation> version : versions.entrySet()) {
            assertThat(version.getValue().index())
                    .as("version before " + version)
                    .isEqualTo(before);
            before = version.getKey();
        }
    }

    /** Who went down, in order, as the machines say. */
    List<String> reboots() {
        return record().stream()
                .filter(line -> line.startsWith("down "))
                .map(line -> line.substring(5))
                .toList();
    }

    private List<String> record() {
        try {
            return Files.exists(machines) ? Files.readAllLines(machines) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
