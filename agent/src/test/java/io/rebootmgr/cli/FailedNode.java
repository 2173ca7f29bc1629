package io.rebootmgr.cli;

/** A node that has failed, or is parked, and keeps its claim, as it stands in Consul. */
final class FailedNode {
    private FailedNode() {}

    /**
     * Writes its keys.
     *
     * @param state of its claim, whose id is {@code 4aecd88d8d58}
     * @param said the state of its status
     */
    static void put(TestFleet fleet, String node, String state, String said) {
        fleet.put(
                "groups/" + fleet.group + "/slots",
                "{\"claims\":[{\"id\":\"4aecd88d8d58\",\"node\":\"%s\",\"state\":\"%s\",\"boot_id\":\"b\","
                                .formatted(node, state)
                        + "\"session\":\"\",\"since\":\"2026-01-30T12:00:00Z\",\"reason\":\"v2\",\"services\":[]}]}");
        fleet.put(
                "nodes/" + node + "/status",
                "{\"group\":\"%s\",\"state\":\"%s\",\"kernel\":\"6\",\"boot_id\":\"b\",\"agent_version\":\"1\",\"failures\":3,"
                                .formatted(fleet.group, said)
                        + "\"last\":{\"code\":100,\"reason\":\"the task 10-x failed\",\"at\":\"2026-01-30T12:00:00Z\"},"
                        + "\"speaks\":2}");
    }
}
