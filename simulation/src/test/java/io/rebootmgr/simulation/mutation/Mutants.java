package io.rebootmgr.simulation.mutation;

import java.util.List;

/** The mutants: what must never get past the simulation. */
final class Mutants {
    private static final String CYCLE = "agent/src/main/java/io/rebootmgr/cycle/";
    private static final String FACTS = "agent/src/main/java/io/rebootmgr/facts/Facts.java";
    private static final String GATES = "agent/src/main/java/io/rebootmgr/gate/";
    private static final String SLOTS = "common/src/main/java/io/rebootmgr/slot/Slots.java";
    private static final String MODEL = "simulation/src/main/java/io/rebootmgr/simulation/consul/";

    private Mutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.of(
                        "COMMIT does not check the session",
                        CYCLE + "Committing.java",
                        "operations.add(new Operation.RequireSession(lock, local.session()));",
                        ""),
                Mutant.of(
                                "nobody looks at the stop flags after the commit",
                                CYCLE + "Preparation.java",
                                "if (now.stop().isPresent()) {",
                                "if (now.stop().isPresent() && local.id().isEmpty()) {")
                        .and(
                                CYCLE + "Preparation.java",
                                "if (!asJudged) {",
                                "if (!asJudged && local.id().isEmpty()) {"),
                Mutant.of(
                                "COMMIT does not look at the limit",
                                CYCLE + "Committing.java",
                                "again || counting.ahead(local.id()).size() < known.policy().limit()",
                                "true")
                        .and(
                                CYCLE + "Committing.java",
                                "!(again || judgedBy.equals(Optional.of(known.policy())))",
                                "false"),
                Mutant.of(
                                "CLAIM takes one slot more than there are",
                                CYCLE + "Claiming.java",
                                "counting.claims().size() < known.policy().limit()",
                                "counting.claims().size() <= known.policy().limit()")
                        .and(GATES + "SlotGate.java", "ahead.size() < limit", "ahead.size() <= limit")
                        .and(
                                "common/src/main/java/io/rebootmgr/slot/Position.java",
                                "limit - counting.claims().size()",
                                "limit + 1 - counting.claims().size()"),
                Mutant.of(
                        "a rebooting claim is released after a quarter of an hour",
                        CYCLE + "SlotWriter.java",
                        "Slots slots = now.slots(group);",
                        "Slots slots = new Slots(now.slots(group).claims().stream()"
                                + ".filter(claim -> claim.state() != io.rebootmgr.slot.ClaimState.REBOOTING"
                                + " || claim.since().plusSeconds(900).isAfter(ports.clock().now())).toList());"),
                Mutant.of(
                        "a returning claim takes no slot",
                        SLOTS,
                        "keeping(claim -> claim.state() != ClaimState.PREPARING",
                        "keeping(claim -> claim.state() == ClaimState.REBOOTING"),
                Mutant.of(
                        "a claim of web10 is taken for one of web1",
                        SLOTS,
                        "claim.node().equals(node)",
                        "claim.node().startsWith(node)"),
                Mutant.of(
                        "a node that has left the catalog for its reboot fails nowhere",
                        "common/src/main/java/io/rebootmgr/health/Health.java",
                        "fleet.goingWith(service).forEach(node -> nodes.putIfAbsent(node, List.of()));",
                        ""),
                Mutant.of(
                        "stale reads are trusted",
                        FACTS,
                        "consul.read(Consistency.CONSISTENT, prefixes)",
                        "consul.read(Consistency.STALE, prefixes)"),
                Mutant.of(
                                "LockIndex is used as a fence",
                                MODEL + "Entry.java",
                                "new View.Entry(key, value, modifyIndex, session)",
                                "new View.Entry(key, value, lockIndex, session)")
                        .and(
                                MODEL + "Transaction.java",
                                "now.map(Entry::modifyIndex).orElse(0L) == wanted",
                                "now.map(Entry::lockIndex).orElse(0L) == wanted"),
                Mutant.of(
                        "a write of unknown outcome is taken as done",
                        CYCLE + "SlotWriter.java",
                        "untried = false;",
                        "if (!unknown.cause().isEmpty()) { return new Change.Done(); }"),
                Mutant.of(
                        "the slots are read, then written",
                        CYCLE + "SlotWriter.java",
                        "new Operation.PutIf(key, next.get().bytes(), now.view().index(key))",
                        "new Operation.Put(key, next.get().bytes())"),
                Mutant.of(
                        "a node that is going down gives its slot back",
                        CYCLE + "Standing.java",
                        "ours.isPresent() && ours.get().step() == LocalClaim.Step.GIVING_UP",
                        "true"),
                Mutant.of(
                        "the list of claims counts, whatever the nodes that are out say themselves",
                        SLOTS,
                        "return out.isEmpty() ? listed : listed.corrected(out);",
                        "return out.size() < 0 ? NONE : listed;"),
                Mutant.of(
                        "a claim in the list is believed, whoever wrote it",
                        CYCLE + "OwnClaim.java",
                        "filter(c -> isOfStatus(facts, c))",
                        "filter(c -> !c.id().isEmpty() || isOfStatus(facts, c))"),
                Mutant.of(
                        "a reboot command that failed gives the slot back at once",
                        CYCLE + "Preparation.java",
                        "return lease.isPresent() && !commanded;",
                        "return lease.isPresent() && (!commanded || local.commit().commandFailed());"),
                Mutant.of(
                        "the grace period goes by the wall clock",
                        CYCLE + "Overdue.java",
                        "Duration uptime = ports.host().uptime();",
                        "Duration uptime = Duration.between(claim.since(), ports.clock().now()).plus(local.commit().uptime());"),
                Mutant.of(
                        "maintenance of a claim that is gone is nobody's",
                        CYCLE + "Course.java",
                        "Optional<LocalClaim> left = Adoption.ofMaintenance(ports, facts);",
                        "Optional<LocalClaim> left = local;"),
                Mutant.of(
                        "CLAIM is not fenced by the policy",
                        CYCLE + "Claiming.java",
                        "operations.addAll(now.policyStands());",
                        ""),
                Mutant.of(
                        "COMMIT is not fenced by the policy",
                        CYCLE + "Committing.java",
                        "operations.addAll(now.policyStands());",
                        ""),
                Mutant.of(
                        "the boot id is not compared",
                        CYCLE + "Standing.java",
                        "if (now.isAfter(claim.get().boot())) {",
                        "if (!now.id().isEmpty()) {"),
                Mutant.of(
                        "the key that asked is not cleared",
                        CYCLE + "Return.java",
                        "operations.add(new Operation.DeleteIf(trigger.name(), Long.parseLong(trigger.mark())))",
                        "LOG.debug(\"kept\")"),
                Mutant.of(
                        "what was asked for anew during the boot is cleared too",
                        CYCLE + "Return.java",
                        "local.triggers().stream().anyMatch(trigger::same)",
                        "local.triggers().stream().anyMatch(obeyed -> obeyed.name().equals(trigger.name()))"),
                Mutant.of(
                        "post_boot tasks run again when they had succeeded",
                        CYCLE + "Return.java",
                        "if (local.step() == LocalClaim.Step.SERVED) {",
                        "if (local.id().isEmpty()) {"),
                Mutant.of(
                        "maintenance is not ended",
                        CYCLE + "Return.java",
                        "Maintenance.end(ports.consul(), local.id());",
                        ""),
                Mutant.of(
                        "older claims do not count as failing",
                        GATES + "HealthGate.java",
                        "nodes.merge(held.claim().node(), held.claim().services(), HealthGate::both);",
                        "nodes.remove(held.claim().node());"),
                Mutant.of(
                        "the quorum gate counts servers that do not vote",
                        GATES + "QuorumGate.java",
                        "autopilot.failureTolerance() - going.size()",
                        "autopilot.servers().size() - (autopilot.servers().size() / 2 + 1) - going.size()"),
                Mutant.of(
                        "servers that are about to go count as staying",
                        GATES + "QuorumGate.java",
                        "autopilot.failureTolerance() - going.size()",
                        "autopilot.failureTolerance()"),
                Mutant.of(
                        "a node is back before its services are",
                        CYCLE + "ReturnHealth.java",
                        "both(back(ports, self, local, seen), healthy)",
                        "healthy"),
                Mutant.of(
                                "services that came after the claim are not noted at COMMIT",
                                CYCLE + "Committing.java",
                                ".having(services, local.awaited())",
                                "")
                        .and(CYCLE + "Preparation.java", "local.awaited().and(now.get().awaited())", "local.awaited()"),
                Mutant.of(
                        "a check that a service had is not missed",
                        "common/src/main/java/io/rebootmgr/health/Comeback.java",
                        "hadCheck && !hasCheck(own)",
                        "hadCheck && own.isEmpty()"),
                Mutant.of(
                        "a node that lost its state directory waits for nothing",
                        CYCLE + "Adoption.java",
                        ".awaiting(claim.awaited())",
                        ""),
                Mutant.of(
                        "the drain of a run that was killed lives on",
                        CYCLE + "Cycle.java",
                        "ports.tasks().endLeftovers()",
                        "Optional.empty()"),
                Mutant.of(
                        "a reboot loop goes on for ever",
                        GATES + "RetriesGate.java",
                        "if (repeats.nothingElse()) {",
                        "if (repeats.nothingElse() && node.isEmpty()) {"),
                Mutant.of(
                        "nobody asks the Consul agent for its name",
                        CYCLE + "Course.java",
                        "Identity.mismatch(ports.consul(), facts.self())",
                        "Optional.empty()"));
    }
}
