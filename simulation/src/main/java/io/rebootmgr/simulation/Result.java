package io.rebootmgr.simulation;

import java.util.List;

public record Result(long seed, long digest, List<String> violations) {}
