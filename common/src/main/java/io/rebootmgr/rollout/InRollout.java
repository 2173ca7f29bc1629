package io.rebootmgr.rollout;

/**
 * What a claim belongs to that begins when it is its node's turn in a rollout.
 *
 * @param id the rollout's
 * @param version that it brings
 * @param wave the name of the node's wave
 * @param tasks that it runs
 */
public record InRollout(String id, String version, String wave, ChosenTasks tasks) {}
