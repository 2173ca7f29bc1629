package io.rebootmgr.simulation.consul;

import io.rebootmgr.consul.ConsulAdapter;
import io.rebootmgr.testing.ConsulApi;
import io.rebootmgr.testing.Unique;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The same steps on the model and on a real Consul; after every one the answers and the whole state are compared. */
final class SideBySide {
    /** Keys, and prefixes of several, whose watch indexes are compared. */
    static final List<String> WATCHED = List.of("/", "/k", "/k/", "/k/a", "/none");

    private final Ids ids = new Ids();
    private final IndexPairs indexes = new IndexPairs();
    private final RealSide real;
    private final ModelSide model;
    private final List<Step> done = new ArrayList<>();

    SideBySide(ConsulAdapter consul, ConsulApi api) {
        String prefix = Unique.name("model");
        real = new RealSide(prefix, ids, consul, api);
        model = new ModelSide(prefix, ids);
    }

    RealSide real() {
        return real;
    }

    ModelSide model() {
        return model;
    }

    /** Does one step on both; the answer of both, or an {@link AssertionError} with the difference. */
    String both(Step step) {
        String answer = answer(step);
        difference(answer, step).ifPresent(difference -> {
            throw new AssertionError(difference + "\nafter " + done);
        });
        return answer;
    }

    /** Does them until there is a difference. */
    Optional<String> firstDifference(List<Step> steps) {
        for (Step step : steps) {
            Optional<String> difference = difference(answer(step), step);
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }

    private String answer(Step step) {
        done.add(step);
        return step.on(real);
    }

    private Optional<String> difference(String answer, Step step) {
        String modelAnswer = step.on(model);
        if (!answer.equals(modelAnswer)) {
            return Optional.of("to " + step + "\nreal answers:  " + answer + "\nmodel answers: " + modelAnswer);
        }
        return stateDifference().map(difference -> "after " + step + "\n" + difference);
    }

    private Optional<String> stateDifference() {
        List<Entry> realEntries = real.look();
        List<Entry> modelEntries = model.look();
        String realText = text(realEntries);
        String modelText = text(modelEntries);
        if (!realText.equals(modelText)) {
            return Optional.of("real has:  " + realText + "\nmodel has: " + modelText);
        }
        for (int i = 0; i < realEntries.size(); i++) {
            Entry entry = modelEntries.get(i);
            Entry really = realEntries.get(i);
            var wrong = indexes.pair(entry.key(), entry.modifyIndex(), really.modifyIndex())
                    .or(() -> indexes.pair(entry.key() + " made", entry.createIndex(), really.createIndex()));
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        Step last = done.getLast();
        boolean ofCatalog = last instanceof Step.Register || last instanceof Step.Deregister;
        return watchDifference().or(() -> ofCatalog ? catalogDifference() : Optional.empty());
    }

    /** One after the other, for each is a request more. */
    private Optional<String> watchDifference() {
        String prefix = WATCHED.get(done.size() % WATCHED.size());
        long modelIndex = model.watchIndex(prefix);
        // Where no key was ever changed the model has nothing to tell of the other keys on the real server.
        return modelIndex > 1
                ? indexes.pair("watch of " + prefix, modelIndex, real.watchIndex(prefix))
                : Optional.empty();
    }

    private Optional<String> catalogDifference() {
        for (String service : RandomSteps.SERVICES) {
            String realText = real.instances(service).toString();
            String modelText = model.instances(service).toString();
            if (!realText.equals(modelText)) {
                return Optional.of("real instances:  " + realText + "\nmodel instances: " + modelText);
            }
        }
        return Optional.empty();
    }

    /** All but the indexes, which are compared in their own way. */
    private static String text(List<Entry> entries) {
        return entries.stream()
                .map(entry -> entry.key() + "=" + new String(entry.value(), StandardCharsets.UTF_8) + " locked "
                        + entry.lockIndex() + " by " + entry.session())
                .collect(Collectors.joining("\n  ", "\n  ", ""));
    }
}
