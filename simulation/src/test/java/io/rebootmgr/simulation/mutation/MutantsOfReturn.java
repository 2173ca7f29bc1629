package io.rebootmgr.simulation.mutation;

import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.consul.Written;
import io.rebootmgr.cycle.Ports;
import io.rebootmgr.facts.Self;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Those that come back wrong. */
final class MutantsOfReturn {
    private static final String AWAITED = ",?\"awaited\":\\{[^}]*\\}";

    private MutantsOfReturn() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.sending(
                        "the key that asked is not cleared",
                        (self, sent) -> Sent.without(
                                sent,
                                each -> self.keys().rebootRequired(self.node()).equals(each.key()))),
                Mutant.sending(
                        "a reboot that was asked for makes no lower change that was asked for as well",
                        (self, sent) -> sent.stream()
                                        .anyMatch(each -> self.keys()
                                                .rebootRequired(self.node())
                                                .equals(each.key()))
                                ? Sent.without(
                                        sent,
                                        each -> self.keys()
                                                .changeRequired(self.node())
                                                .equals(each.key()))
                                : sent),
                Mutant.asking("what was asked for anew during the boot is cleared too", ClearsAll::new),
                Mutant.remembering(
                        "post_boot tasks run again when they had succeeded",
                        claim -> claim.replace("\"step\":\"served\"", "\"step\":\"returning\"")),
                Mutant.asking("maintenance is not ended", (self, ports) -> new ChangedConsul(ports.consul()) {
                    @Override
                    public void disableMaintenance() {}
                }),
                Mutant.asking(
                        "what the servers have of a node's maintenance is not asked",
                        (self, ports) -> new ChangedConsul(ports.consul()) {
                            @Override
                            public List<Check> nodeChecks(String node, Consistency consistency) {
                                return List.of();
                            }
                        }),
                Mutant.sending(
                        "a node that a stop leaves drained gives its slot back",
                        (self, sent) -> Sent.claims(
                                Sent.without(sent, each -> Sent.saysDrained(self, each)),
                                claim -> claim.filter(
                                        own -> !own.path("state").asText().equals("drained")
                                                || !own.path("node").asText().equals(self.node())))),
                Mutant.asking(
                        "the claim of a drain that is being undone goes with its session",
                        (self, ports) -> new Drained(self, ports) {
                            @Override
                            boolean isKept(boolean isOfEnd, boolean isOwnClaim) {
                                return isOfEnd;
                            }
                        }),
                Mutant.asking(
                        "a run under a stop leaves the claim of a killed one that drained to its session",
                        (self, ports) -> new Drained(self, ports) {
                            @Override
                            boolean isKept(boolean isOfEnd, boolean isOwnClaim) {
                                return !isOfEnd || isOwnClaim;
                            }
                        }),
                Mutant.seeing(
                        "a node that lost its file does not go by its status that it is drained",
                        (self, seen) -> Lens.changing(seen, self.keys().status(self.node())::equals, status -> {
                            status.remove("drained");
                            if (status.path("state").asText().equals("preparing")) {
                                status.put("state", "idle");
                            }
                        })),
                Mutant.remembering(
                        "a node that lost its file takes it for granted that it is still drained",
                        claim -> claim.replace("\"adopted\":true,", "")),
                new Mutant("a node is back before its services are", (self, ports) -> forgetful(ports)),
                Mutant.asking(
                        "services that came after the claim are not noted at COMMIT",
                        (self, ports) -> new ChangedConsul(ports.consul()) {
                            private Optional<List<LocalService>> first = Optional.empty();

                            @Override
                            public List<LocalService> localServices() {
                                List<LocalService> now = super.localServices();
                                first = first.or(() -> Optional.of(now));
                                return first.get();
                            }
                        }),
                Mutant.remembering(
                        "a check that a service had is not missed",
                        claim -> claim.replaceAll("(\"s\\d\":)true", "$1false")),
                Mutant.asking(
                        "a node that lost its state directory waits for nothing",
                        (self, ports) -> new ChangedConsul(ports.consul()) {
                            @Override
                            View seen(View view) {
                                return Lens.claims(view, claim -> {
                                    claim.ifPresent(each -> each.remove("awaited"));
                                    return claim;
                                });
                            }
                        }));
    }

    private static Ports forgetful(Ports ports) {
        return Mutant.with(ports, new ChangedHost(ports.host()) {
            @Override
            String remembered(String written) {
                return written.replaceAll(AWAITED, "");
            }
        });
    }

    /** Believes sometimes that it has said to be drained, and has not. */
    private abstract static class Drained extends ChangedConsul {
        private final Self self;
        private boolean claims;

        Drained(Self self, Ports ports) {
            super(ports.consul());
            this.self = self;
        }

        /**
         * Whether it says so.
         *
         * @param isOfEnd it ends with this, and does not undo its drain now
         * @param isOwnClaim this run has made the claim
         */
        abstract boolean isKept(boolean isOfEnd, boolean isOwnClaim);

        @Override
        public Written write(List<Operation> operations) {
            claims |= Sent.isClaim(operations);
            boolean isOfEnd = operations.stream()
                    .anyMatch(each -> self.keys().history(self.node()).equals(each.key()));
            boolean says = operations.stream().anyMatch(each -> Sent.saysDrained(self, each));
            return says && !isKept(isOfEnd, claims) ? new Written.Applied() : super.write(operations);
        }
    }

    /** Clears the key that asks for a reboot, whatever stands there by now. */
    private static final class ClearsAll extends ChangedConsul {
        private final Self self;
        private boolean returning;

        ClearsAll(Self self, Ports ports) {
            super(ports.consul());
            this.self = self;
        }

        @Override
        View seen(View view) {
            returning |= Lens.claims(view).stream()
                    .anyMatch(claim -> MutantsOfSlots.isOf(claim, self) && MutantsOfSlots.isIn(claim, "returning"));
            return view;
        }

        @Override
        List<Operation> sent(List<Operation> operations) {
            if (!returning || !Sent.isGivingBack(self, operations)) {
                return operations;
            }
            List<Operation> more = new ArrayList<>(operations);
            more.add(new Operation.Delete(self.keys().rebootRequired(self.node())));
            return more;
        }
    }
}
