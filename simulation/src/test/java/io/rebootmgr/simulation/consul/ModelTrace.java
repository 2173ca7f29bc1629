package io.rebootmgr.simulation.consul;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/**
 * What the model answers to the random steps of a seed, and what it has after each: all that is compared with a real
 * Consul.
 */
public final class ModelTrace implements LongFunction<List<String>> {
    private static final int STEPS = 200;

    @Override
    public List<String> apply(long seed) {
        Ids ids = new Ids();
        ModelSide model = new ModelSide("p", ids);
        List<String> trace = new ArrayList<>();
        List<Step> steps = RandomSteps.drawn(seed, STEPS);
        for (Step step : steps) {
            if (step instanceof Step.NewSession(int session, String node, int lockDelay)) {
                ids.set(session, "session-" + trace.size());
            }
            trace.add(step.on(model));
            model.look()
                    .forEach(entry -> trace.add(entry.key() + "=" + text(entry) + entry.lockIndex() + entry.session()
                            + entry.modifyIndex()));
            SideBySide.WATCHED.forEach(prefix -> trace.add(prefix + model.watchIndex(prefix)));
            RandomSteps.SERVICES.forEach(
                    service -> trace.add(model.instances(service).toString()));
        }
        trace.add("Raft entries " + model.raftIndex());
        return trace;
    }

    private static String text(Entry entry) {
        return new String(entry.value(), StandardCharsets.UTF_8);
    }
}
