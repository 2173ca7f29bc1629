package io.rebootmgr.simulation;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.simulation.cluster.Members;
import io.rebootmgr.simulation.cluster.Network;
import io.rebootmgr.simulation.cluster.Servers;
import io.rebootmgr.simulation.fault.Dice;
import io.rebootmgr.simulation.fault.Level;
import io.rebootmgr.simulation.fault.Trouble;
import io.rebootmgr.simulation.history.Author;
import io.rebootmgr.simulation.history.Witness;
import io.rebootmgr.simulation.node.Program;
import io.rebootmgr.simulation.node.SimulatedNode;
import io.rebootmgr.simulation.node.Surroundings;
import io.rebootmgr.simulation.time.Timeline;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** All that there is: time, servers, nodes. */
public final class Fleet {
    public static final Keys KEYS = new Keys("service/rebootmgr");

    private final Scenario scenario;
    private final Timeline timeline = new Timeline();
    private final Network network;
    private final Servers servers;
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final Surroundings around;
    private Level level;
    private long claims;

    public Fleet(Scenario scenario, Program program, Dice dice, Trouble trouble, Witness witness) {
        this.scenario = scenario;
        this.level = scenario.level();
        this.network = new Network(level, dice.split());
        this.servers = new Servers(timeline, network, witness);
        this.around = new Surroundings(
                timeline,
                servers,
                new Members(),
                KEYS,
                scenario.pace(),
                program,
                trouble,
                () -> level,
                () -> "claim" + ++claims,
                witness);
        put(KEYS.config(), policy(scenario.limit()));
        scenario.nodes().forEach(spec -> nodes.add(new SimulatedNode(spec, around, dice.split())));
    }

    /** The fleet's policy with this limit. */
    public String policy(int limit) {
        return "{\"limit\":" + limit
                + (scenario.apart().contains("hot_limit") ? "" : ",\"hot_limit\":" + limit) + ",\"settle\":\""
                + scenario.settle().toSeconds() + "s\",\"session_ttl\":\""
                + scenario.sessionTtl().toSeconds() + "s\",\"post_health_timeout\":\"10m\""
                + (scenario.apart().contains("task_timeout") ? "" : ",\"task_timeout\":\"10m\"") + scenario.apart()
                + "}";
    }

    /** From now on nothing goes wrong by chance. */
    public void calm() {
        level = Level.NONE;
        network.calm();
    }

    /** An operator writes a key, as soon as there is a leader. */
    public void put(String key, String value) {
        write(new Operation.Put(key, value.getBytes(StandardCharsets.UTF_8)));
    }

    public void delete(String key) {
        write(new Operation.Delete(key));
    }

    private void write(Operation operation) {
        servers.whenLed(() -> servers.write(Author.OPERATOR, List.of(operation)));
    }

    /** What stands below a prefix now. */
    public View keys(String prefix) {
        return servers.model().latest().read(List.of(prefix));
    }

    public Scenario scenario() {
        return scenario;
    }

    public Timeline timeline() {
        return timeline;
    }

    public Servers servers() {
        return servers;
    }

    public List<SimulatedNode> nodes() {
        return nodes;
    }

    public Surroundings around() {
        return around;
    }
}
