package io.rebootmgr.simulation.mutation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.consul.Consul.CheckState;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.Consul.FoundCheck;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.facts.Self;
import io.rebootmgr.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Those that go ahead of their wave, or carry a rollout on when it should stand still. */
final class MutantsOfRollouts {
    private static final String ROLLOUTS = "/rollouts";
    private static final String ORDERS = "/rollout_orders/";
    private static final String PLACES = "/rollout_nodes/";
    private static final String RECORDS = "/rollout_history/";
    private static final String LOCKS = "/rollout_locks/";

    private MutantsOfRollouts() {}

    static List<Mutant> all() {
        return List.of(
                seeing(
                        "a rollout that is paused or has failed goes on",
                        rollout -> {
                            String state = rollout.path("state").asText();
                            if (state.equals("paused") || state.equals("failed")) {
                                rollout.put("state", "running");
                            }
                        },
                        order -> order.remove("paused")),
                Mutant.seeing(
                        "every wave is open",
                        (self, seen) -> Lens.changing(
                                allOpen(seen),
                                key -> key.contains(PLACES) && !key.endsWith(PLACES + self.node()),
                                MutantsOfRollouts::through)),
                Mutant.seeing(
                        "who was skipped goes ahead of its wave",
                        (self, seen) -> isSkipped(seen, self) ? allOpen(seen) : seen),
                seeing("a rollout bears one failed node more than it may", MutantsOfRollouts::bearMore, order -> {
                    if (order.path("order") instanceof ObjectNode its) {
                        bearMore(its);
                    }
                }),
                seeing("a wave's own limit counts for nothing", MutantsOfRollouts::withoutLimits, order -> {
                    if (order.path("order") instanceof ObjectNode its) {
                        withoutLimits(its);
                    }
                }),
                Mutant.seeing(
                        "files and detectors act outside of a rollout that the policy requires",
                        (self, seen) ->
                                Lens.changing(seen, Lens::isPolicy, policy -> policy.remove("require_rollout"))),
                seeing("no soak is waited for", rollout -> rollout.put("soak_ended", true), order -> {
                    ArrayNode all = order.putArray("advanced");
                    order.path("order").path("waves").forEach(wave -> all.add(wave.path("name")));
                }),
                Mutant.asking(
                        "a rollout is believed that nobody has ordered",
                        (self, ports) -> new ChangedConsul(ports.consul()) {
                            @Override
                            View seen(View view) {
                                return ordered(view);
                            }

                            @Override
                            List<Operation> sent(List<Operation> operations) {
                                return Sent.without(
                                        operations, each -> each.key().contains(ORDERS));
                            }
                        }),
                Mutant.seeing(
                        "a wave is open though those before it do not say so",
                        (self, seen) -> Lens.changing(
                                seen,
                                key -> key.contains(PLACES) && !key.endsWith(PLACES + self.node()),
                                MutantsOfRollouts::through)),
                closingByAStaleCount(),
                Mutant.seeing(
                        "a percent is counted anew when nodes join", MutantsOfRollouts::withItsPercentCountedAnew),
                Mutant.sending(
                        "a soak counts from the opening of its wave",
                        (self, sent) -> rollouts(sent, rollout -> {
                            if (rollout.has("soaking")) {
                                rollout.set("soaking", rollout.path("since"));
                            }
                        })),
                Mutant.sending(
                        "a node that fails does not tell the rollout",
                        (self, sent) -> has(sent, PLACES) ? Sent.without(sent, each -> isOf(each, ROLLOUTS)) : sent),
                Mutant.seeing(
                        "no node waits for the others of its wave before a step",
                        (self, seen) -> Lens.changing(
                                seen,
                                key -> key.contains(PLACES) && !key.endsWith(PLACES + self.node()),
                                place -> place.put("step", 99))),
                Mutant.seeing(
                        "who has said nothing of its steps is not waited for",
                        (self, seen) -> Lens.changing(
                                seen, key -> key.contains(PLACES) && !key.endsWith(PLACES + self.node()), place -> {
                                    if (!place.has("step")) {
                                        place.put("step", 99);
                                    }
                                })),
                Mutant.sending(
                        "a node says that it has come to a step before it has done the one before",
                        (self, sent) -> changing(sent, key -> key.contains(PLACES), place -> {
                            if (place.has("step")) {
                                place.put("step", place.path("step").asInt() + 1);
                            }
                        })),
                // With every boot of the simulation comes another kernel.
                Mutant.seeing(
                        "nobody looks whether a node has rebooted while it soaked",
                        (self, seen) -> Lens.changing(
                                seen,
                                key -> key.contains(PLACES),
                                place -> place.remove(List.of("boot_id", "kernel")))),
                Mutant.seeing(
                        "a group takes up once more what it has had",
                        (self, seen) -> seen.get(self.keys().published()).isPresent() ? withoutWhatItHad(seen) : seen),
                Mutant.asking(
                        "nobody looks whether services fail while they soak",
                        (self, ports) -> new ChangedConsul(ports.consul()) {
                            @Override
                            public List<FoundCheck> checks(CheckState state, Consistency consistency) {
                                return super.checks(state, consistency).stream()
                                        .filter(found -> found.service().isEmpty())
                                        .toList();
                            }
                        }),
                Mutant.sending(
                        "a rollout that is through stays under way",
                        (self, sent) -> isDone(sent) ? Sent.without(sent, each -> isOf(each, ROLLOUTS)) : sent),
                Mutant.sending(
                        "a task for the group is not marked as done",
                        (self, sent) -> changing(
                                sent, key -> key.contains("/rollout_once/"), mark -> mark.put("state", "failed"))),
                Mutant.sending(
                        "what comes once at the end is not marked",
                        (self, sent) -> sent.stream()
                                        .anyMatch(each -> each instanceof Operation.RequireSession
                                                && each.key().contains(LOCKS))
                                ? Sent.without(sent, each -> isOf(each, ROLLOUTS))
                                : sent),
                Mutant.sending(
                        "what comes once at the end needs no lock",
                        (self, sent) -> Sent.without(
                                sent,
                                each -> each instanceof Operation.Lock
                                        && each.key().contains(LOCKS))));
    }

    /** As if the last wave of each rollout were open, and so all of them. */
    private static View allOpen(View seen) {
        return Lens.changing(
                seen,
                key -> key.endsWith(ROLLOUTS),
                all -> each(
                        all,
                        rollout -> rollout.put("open", rollout.path("waves").size() - 1)));
    }

    /** In what nodes write, and in what operators have ordered: what the two do not both say is not believed. */
    private static Mutant seeing(String name, Consumer<ObjectNode> rollout, Consumer<ObjectNode> order) {
        return Mutant.seeing(
                name,
                (self, seen) -> Lens.changing(
                        Lens.changing(seen, key -> key.endsWith(ROLLOUTS), all -> each(all, rollout)),
                        key -> key.contains(ORDERS),
                        order));
    }

    /** Where the other nodes stand is what it was when this one looked the last time, in whichever run that was. */
    private static Mutant closingByAStaleCount() {
        IdentityHashMap<Self, View> last = new IdentityHashMap<>();
        return Mutant.asking(
                "a wave is closed by a count that is stale", (self, ports) -> new ChangedConsul(ports.consul()) {
                    @Override
                    View seen(View view) {
                        if (countOf(view, self).isEmpty()) {
                            return view;
                        }
                        View before = last.put(self, view);
                        if (before == null) {
                            return view;
                        }
                        List<View.Entry> entries = new ArrayList<>(view.under(""));
                        entries.removeAll(countOf(view, self));
                        entries.addAll(countOf(before, self));
                        return new View(entries);
                    }
                });
    }

    /** Where the other nodes stand, as whoever closes a wave reads it. */
    private static List<View.Entry> countOf(View view, Self self) {
        return view.under("").stream()
                .filter(entry -> entry.key().contains(PLACES) && !entry.key().endsWith(PLACES + self.node()))
                .toList();
    }

    /**
     * With more nodes a percentage reaches further: whoever joins is among those of the first one, and who waits for a
     * later one comes with the one before.
     */
    private static View withItsPercentCountedAnew(Self self, View view) {
        List<View.Entry> entries = new ArrayList<>(view.under(""));
        Optional<View.Entry> key =
                entries.stream().filter(entry -> entry.key().endsWith(ROLLOUTS)).findFirst();
        key.ifPresent(found -> Lens.changing(
                found.value(),
                all -> each(all, rollout -> {
                    if (!isOf(rollout, self.group()) || rollout.path("waves").size() < 3) {
                        return;
                    }
                    String place =
                            found.key().substring(0, found.key().length() - ROLLOUTS.length()) + PLACES + self.node();
                    Optional<ObjectNode> stands = view.get(place).map(MutantsOfRollouts::object);
                    Optional<ObjectNode> its =
                            stands.filter(one -> one.path("id").equals(rollout.path("id")));
                    String first = rollout.path("waves").path(1).path("name").asText();
                    ObjectNode moved = its.orElseGet(() -> waiting(rollout)).deepCopy();
                    if (moved.path("state").asText().equals("waiting")
                            && !moved.path("wave")
                                    .equals(rollout.path("waves").path(0).path("name"))) {
                        moved.put("wave", first);
                        entries.removeIf(entry -> entry.key().equals(place));
                        entries.add(new View.Entry(place, Json.bytes(moved), view.index(place), Optional.empty()));
                    }
                })));
        return new View(entries);
    }

    private static boolean isOf(JsonNode rollout, String group) {
        for (JsonNode one : rollout.path("groups")) {
            if (one.asText().equals(group)) {
                return true;
            }
        }
        return false;
    }

    private static ObjectNode waiting(JsonNode rollout) {
        ObjectNode place = Json.object();
        place.set("id", rollout.path("id"));
        place.put("state", "waiting");
        place.set("at", rollout.path("started"));
        return place;
    }

    private static ObjectNode object(View.Entry entry) {
        ObjectNode[] object = {Json.object()};
        Lens.changing(entry.value(), found -> object[0] = found);
        return object[0];
    }

    /** With an order of each rollout as it stands there. */
    private static View ordered(View view) {
        List<View.Entry> entries = new ArrayList<>(view.under(""));
        for (View.Entry entry : view.under("")) {
            if (entry.key().endsWith(ROLLOUTS)) {
                Lens.changing(
                        entry.value(),
                        all -> each(all, rollout -> {
                            ObjectNode order = Json.object();
                            order.set("order", rollout);
                            String prefix = entry.key().substring(0, entry.key().length() - ROLLOUTS.length());
                            entries.add(new View.Entry(
                                    prefix + ORDERS + rollout.path("id").asText(),
                                    Json.bytes(order),
                                    1,
                                    Optional.empty()));
                        }));
            }
        }
        return new View(entries);
    }

    private static boolean isSkipped(View seen, Self self) {
        return seen.under("").stream()
                .filter(entry -> entry.key().endsWith(PLACES + self.node()))
                .anyMatch(entry -> object(entry).path("state").asText().equals("skipped"));
    }

    private static void through(ObjectNode place) {
        if (place.path("state").asText().equals("waiting")) {
            place.put("state", "ok").put("at", "2000-01-01T00:00:00Z");
        }
    }

    private static void withoutLimits(ObjectNode rollout) {
        rollout.path("waves").forEach(wave -> ((ObjectNode) wave).remove("limit"));
    }

    private static void bearMore(ObjectNode order) {
        order.put("max_failed", order.path("max_failed").asInt() + 1);
    }

    private static void each(ObjectNode all, Consumer<ObjectNode> change) {
        for (JsonNode one : all.path("rollouts")) {
            if (one instanceof ObjectNode rollout) {
                change.accept(rollout);
            }
        }
    }

    private static List<Operation> rollouts(List<Operation> sent, Consumer<ObjectNode> change) {
        return changing(sent, key -> key.endsWith(ROLLOUTS), all -> each(all, change));
    }

    private static List<Operation> changing(
            List<Operation> sent, Predicate<String> which, Consumer<ObjectNode> change) {
        return sent.stream()
                .map(each -> switch (each) {
                    case Operation.Put(String key, byte[] value)
                    when which.test(key) -> new Operation.Put(key, Lens.changing(value, change));
                    case Operation.PutIf(String key, byte[] value, long index)
                    when which.test(key) -> new Operation.PutIf(key, Lens.changing(value, change), index);
                    default -> each;
                })
                .toList();
    }

    private static View withoutWhatItHad(View seen) {
        return Lens.changing(
                seen,
                key -> key.endsWith("/followed") || key.contains(RECORDS),
                one -> (one.path("rollout") instanceof ObjectNode rollout ? rollout : one).put("version", "another"));
    }

    private static boolean isDone(List<Operation> sent) {
        return sent.stream()
                .anyMatch(each -> each.key().contains(RECORDS)
                        && each instanceof Operation.PutIf(var key, byte[] value, var index)
                        && new String(value, StandardCharsets.UTF_8).contains("\"state\":\"done\""));
    }

    private static boolean has(List<Operation> sent, String place) {
        return sent.stream().anyMatch(each -> each.key().contains(place));
    }

    private static boolean isOf(Operation operation, String end) {
        return operation instanceof Operation.PutIf && operation.key().endsWith(end);
    }
}
