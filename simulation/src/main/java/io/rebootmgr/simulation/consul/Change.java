package io.rebootmgr.simulation.consul;

import java.util.Optional;

/** What one Raft entry did to one key; several steps of a transaction on the same key are one change. */
public record Change(String key, Optional<Entry> before, Optional<Entry> after) {}
