package io.rebootmgr.health;

/** A service that has a say, and its rule by the tags of this node's own instances. */
public record Considered(String service, HealthRule rule) {}
