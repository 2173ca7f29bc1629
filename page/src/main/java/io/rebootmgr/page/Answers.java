package io.rebootmgr.page;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.json.Json;
import java.nio.charset.StandardCharsets;

/**
 * The JSON of the commands of these names, and of the charts, each made once however many ask. Nobody may change what
 * is in the arrays.
 */
record Answers(byte[] status, byte[] plan, byte[] history, byte[] rollouts, byte[] leases, byte[] charts) {
    static byte[] bytes(ObjectNode json) {
        return (Json.pretty(json) + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
