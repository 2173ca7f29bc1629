package io.rebootmgr.fleet;

/** A key whose value is not what it should be: its name, and what is wrong with it. */
public record Unreadable(String key, String why) {}
