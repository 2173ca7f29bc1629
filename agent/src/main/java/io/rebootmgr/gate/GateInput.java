package io.rebootmgr.gate;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.consul.Consul;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.host.Host;
import io.rebootmgr.policy.LeadTime;
import io.rebootmgr.policy.Policy;
import java.time.Instant;
import java.util.Optional;

/**
 * What gates judge.
 *
 * @param change what is to be made of this node
 * @param claim the id of this node's own claim, once it has one
 * @param byHand an operator asks, and no trigger
 * @param progress how far it is with that claim
 * @param lead what has to pass before the node could go
 * @param consul for the facts that are not in its keys
 * @param host for those of the node itself
 * @param programs the operator's own gates
 */
public record GateInput(
        Facts facts,
        Policy policy,
        ChangeKind change,
        Optional<String> claim,
        boolean byHand,
        ClaimProgress progress,
        LeadTime lead,
        Consul consul,
        Instant now,
        Host host,
        Programs programs) {

    public Self self() {
        return facts.self();
    }
}
