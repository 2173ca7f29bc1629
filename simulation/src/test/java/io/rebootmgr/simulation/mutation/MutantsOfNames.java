package io.rebootmgr.simulation.mutation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.cycle.Ports;
import io.rebootmgr.facts.Self;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Those that do not look whose a claim is that has the id of their own: a forger puts it into another's name. */
final class MutantsOfNames {
    private MutantsOfNames() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.asking("COMMIT writes the claim as it stands in the list", CommitsWhatIsListed::new),
                Mutant.asking("claims are told by their id alone when a slot is given back", GivesBackById::new),
                Mutant.asking("a node writes its status in another's name, too", SpeaksForAnother::new));
    }

    /** Knows the claim of its run, as it was made. */
    private abstract static class ByItsClaim extends ChangedConsul {
        final Self self;
        private Optional<ObjectNode> made = Optional.empty();

        ByItsClaim(Self self, Ports ports) {
            super(ports.consul());
            this.self = self;
        }

        Predicate<ObjectNode> hasItsId() {
            return claim ->
                    made.filter(own -> own.path("id").equals(claim.path("id"))).isPresent();
        }

        ObjectNode made() {
            return made.orElseThrow();
        }

        @Override
        View seen(View view) {
            Lens.claims(view).stream()
                    .filter(claim -> MutantsOfSlots.isOf(claim, self))
                    .findFirst()
                    .filter(claim -> made.isEmpty())
                    .ifPresent(claim -> made = Optional.of(claim.deepCopy()));
            return view;
        }
    }

    /** Takes a claim of its id for its own, and leaves the name in it as it is. */
    private static final class CommitsWhatIsListed extends ByItsClaim {
        private Optional<String> listedAs = Optional.empty();

        CommitsWhatIsListed(Self self, Ports ports) {
            super(self, ports);
        }

        @Override
        View seen(View view) {
            super.seen(view);
            listedAs = Lens.claims(view).stream()
                    .filter(hasItsId())
                    .map(claim -> claim.path("node").asText())
                    .findFirst();
            return Lens.claims(view, claim -> {
                claim.filter(hasItsId())
                        .ifPresent(each -> each.put("node", self.node()).set("session", made().path("session")));
                return claim;
            });
        }

        @Override
        List<Operation> sent(List<Operation> operations) {
            if (!Sent.isCommit(self, operations) || listedAs.isEmpty()) {
                return operations;
            }
            return Sent.claims(operations, claim -> {
                claim.filter(hasItsId()).ifPresent(each -> each.put("node", listedAs.get()));
                return claim;
            });
        }
    }

    /** As a machine would that has the name of another one. */
    private static final class SpeaksForAnother extends ChangedConsul {
        private final Self self;
        private Optional<String> other = Optional.empty();

        SpeaksForAnother(Self self, Ports ports) {
            super(ports.consul());
            this.self = self;
        }

        @Override
        View seen(View view) {
            Lens.claims(view).stream()
                    .map(claim -> claim.path("node").asText())
                    .filter(node -> !node.equals(self.node()))
                    .findFirst()
                    .ifPresent(node -> other = Optional.of(node));
            return view;
        }

        @Override
        List<Operation> sent(List<Operation> operations) {
            String own = self.keys().status(self.node());
            List<Operation> more = new ArrayList<>(operations);
            for (Operation each : operations) {
                if (each instanceof Operation.PutIf(String key, byte[] value, long index) && key.equals(own)) {
                    other.ifPresent(
                            node -> more.add(new Operation.Put(self.keys().status(node), value)));
                }
            }
            return more;
        }
    }

    /** Whatever has the id of its claim goes with it. */
    private static final class GivesBackById extends ByItsClaim {
        GivesBackById(Self self, Ports ports) {
            super(self, ports);
        }

        @Override
        List<Operation> sent(List<Operation> operations) {
            return Sent.isGivingBack(self, operations)
                    ? Sent.claims(operations, claim -> claim.filter(hasItsId().negate()))
                    : operations;
        }
    }
}
