package io.rebootmgr.simulation.mutation;

import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.cycle.Ports;
import io.rebootmgr.facts.Self;
import io.rebootmgr.host.Host;
import io.rebootmgr.simulation.node.Program;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * An agent that does something terrible. It is the agent as it is, but what it sees of the world and what it does to it
 * go through something that changes them: so a mutant is a fault in what an agent does, whatever its code looks like.
 *
 * @param name what it does wrong
 */
record Mutant(String name, Program program) {

    /** One that reads Consul's keys wrong. */
    static Mutant seeing(String name, BiFunction<Self, View, View> seen) {
        return new Mutant(
                name,
                (self, ports) -> with(ports, new ChangedConsul(ports.consul()) {
                    @Override
                    View seen(View view) {
                        return seen.apply(self, view);
                    }
                }));
    }

    /** One that sends other transactions than it should. */
    static Mutant sending(String name, BiFunction<Self, List<Operation>, List<Operation>> sent) {
        return new Mutant(
                name,
                (self, ports) -> with(ports, new ChangedConsul(ports.consul()) {
                    @Override
                    List<Operation> sent(List<Operation> operations) {
                        return sent.apply(self, operations);
                    }
                }));
    }

    /** One that forgets on its way, or remembers wrong, what it has written down of its own claim. */
    static Mutant remembering(String name, UnaryOperator<String> claim) {
        return new Mutant(
                name,
                (self, ports) -> with(ports, new ChangedHost(ports.host()) {
                    @Override
                    String remembered(String written) {
                        return claim.apply(written);
                    }
                }));
    }

    /** One that talks to its Consul agent wrong in some other way. */
    static Mutant asking(String name, BiFunction<Self, Ports, ChangedConsul> consul) {
        return new Mutant(name, (self, ports) -> with(ports, consul.apply(self, ports)));
    }

    /** One that meets its node wrong. */
    static Mutant onItsNode(String name, BiFunction<Self, Ports, ChangedHost> host) {
        return new Mutant(name, (self, ports) -> with(ports, host.apply(self, ports)));
    }

    static Ports with(Ports ports, ChangedConsul consul) {
        return new Ports(consul, ports.host(), ports.tasks(), ports.clock(), ports.ids(), ports.listener());
    }

    static Ports with(Ports ports, Host host) {
        return new Ports(ports.consul(), host, ports.tasks(), ports.clock(), ports.ids(), ports.listener());
    }

    @Override
    public String toString() {
        return name;
    }
}
