package io.rebootmgr.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.json.Json;
import io.rebootmgr.nodes.NodeList;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A field of the policy, and all that is to know of it: how it is read, held within its bounds and shown, and what
 * holds where no layer says anything.
 *
 * @param <T> an {@link Optional} where the field has no default
 */
public final class PolicyField<T> {
    private final String name;
    private final String type;
    private final String bounds;
    private final T fallback;
    private final Function<FieldValue, Optional<T>> read;
    private final Function<T, Optional<JsonNode>> write;

    PolicyField(
            String name,
            String type,
            String bounds,
            T fallback,
            Function<FieldValue, Optional<T>> read,
            Function<T, Optional<JsonNode>> write) {
        this.name = name;
        this.type = type;
        this.bounds = bounds;
        this.fallback = fallback;
        this.read = read;
        this.write = write;
    }

    static PolicyField<Boolean> flag(String name, boolean fallback) {
        return new PolicyField<>(
                name, "true or false", "", fallback, FieldValue::truth, value -> Optional.of(Json.flag(value)));
    }

    static PolicyField<Integer> number(String name, int fallback, int least, int most) {
        return new PolicyField<>(
                name,
                "number",
                least + " to " + most,
                fallback,
                at -> at.wholeNumber(least, most),
                value -> Optional.of(Json.number(value)));
    }

    static PolicyField<Duration> duration(String name, Duration fallback, Duration least, Duration most) {
        return new PolicyField<>(
                name,
                "duration",
                Durations.format(least) + " to " + Durations.format(most),
                fallback,
                at -> at.duration(least, most),
                value -> Optional.of(Json.text(Durations.format(value))));
    }

    /** One that may be left out. */
    static <V> PolicyField<Optional<V>> optional(
            String name,
            String type,
            String bounds,
            Function<FieldValue, Optional<V>> read,
            Function<V, JsonNode> write) {
        return new PolicyField<>(
                name,
                type,
                bounds,
                Optional.empty(),
                at -> {
                    Optional<V> value = read.apply(at);
                    return value.isPresent() ? Optional.of(value) : Optional.empty();
                },
                value -> value.map(write));
    }

    /** A list of nodes, empty where nothing is said: a text or an array of such texts. */
    static PolicyField<NodeList> nodes(String name) {
        return new PolicyField<>(
                name,
                "node list",
                "",
                NodeList.NONE,
                FieldValue::nodes,
                list -> Optional.of(Json.array()
                        .addAll(list.texts().stream().map(Json::text).toList())));
    }

    /** A list of things, empty where nothing is said. */
    static <V, C extends Collection<V>> PolicyField<C> list(
            String name, String type, C empty, Function<FieldValue, Optional<C>> read, Function<V, JsonNode> write) {
        return new PolicyField<>(name, type, "", empty, read, value -> {
            List<JsonNode> items = value.stream().map(write).toList();
            return Optional.of(Json.array().addAll(items));
        });
    }

    /** The same field in the layers of these kinds only. */
    PolicyField<T> onlyIn(List<LayerKind> kinds, String otherwise) {
        return new PolicyField<>(
                name,
                type,
                bounds,
                fallback,
                at -> kinds.contains(at.layer().kind()) ? read.apply(at) : at.problem(otherwise),
                write);
    }

    /** As it is called in JSON. */
    public String name() {
        return name;
    }

    /** What its value is, as the reference page says it. */
    public String type() {
        return type;
    }

    /** The least and the most, as the reference page says it; empty where there is neither. */
    public String bounds() {
        return bounds;
    }

    /** What holds where no layer says anything. */
    T fallback() {
        return fallback;
    }

    /** What the layer says there; empty, and a problem more, where that is wrong. */
    Optional<T> read(FieldValue at) {
        return read.apply(at);
    }

    /** Its value in a policy, as it is written; empty where it is not set and has no default. */
    public Optional<JsonNode> in(Policy policy) {
        return write.apply(policy.get(this));
    }

    @Override
    public String toString() {
        return name;
    }
}
