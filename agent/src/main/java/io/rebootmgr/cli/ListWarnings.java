package io.rebootmgr.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.nodes.NodeList;
import io.rebootmgr.policy.PolicyEdit.FieldEdit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is valid in a list of nodes that was changed, and may not have been meant. */
final class ListWarnings {
    private static final Set<String> FIELDS = Set.of("allow", "deny", "canaries", "ignore_failed_checks");

    private static final int MOST_NAMED = 10;
    private static final int MOST_WRITTEN_OUT = 10_000;
    /** Each is asked for by itself. */
    private static final int MOST_LOOKED_UP = 20;

    private final Workplace workplace;
    private final Scope scope;
    private final Shell shell;

    private ListWarnings(Workplace workplace, Scope scope, Shell shell) {
        this.workplace = workplace;
        this.scope = scope;
        this.shell = shell;
    }

    /** Tells of changes that were made. */
    static void tell(Workplace workplace, Scope scope, List<FieldEdit> made, Shell shell) {
        List<FieldEdit> lists = made.stream()
                .filter(change ->
                        FIELDS.contains(change.field()) && change.after().isPresent())
                .toList();
        if (lists.isEmpty()) {
            return;
        }
        ListWarnings warnings = new ListWarnings(workplace, scope, shell);
        try {
            Map<String, View.Entry> above = warnings.above();
            for (FieldEdit change : lists) {
                NodeList now = list(change.after());
                warnings.tellWhatIsReplaced(change.field(), now, above);
                warnings.tellUnknown(list(change.before()), now);
            }
        } catch (ConsulException e) {
            shell.warn("changed, but not known whether all these nodes exist, and what was replaced: " + e.reason());
        }
    }

    /** The layers that this one comes before, the nearest first. */
    private Map<String, View.Entry> above() {
        Map<String, View.Entry> above = new LinkedHashMap<>();
        if (scope instanceof Scope.Fleet) {
            return above;
        }
        Keys keys = workplace.keys();
        if (scope instanceof Scope.Node(String name)) {
            Optional.ofNullable(ListsOfFleet.groups(workplace).get(name))
                    .map(keys::groupConfig)
                    .flatMap(this::entry)
                    .ifPresent(entry -> above.put("its group's", entry));
        }
        entry(keys.config()).ifPresent(entry -> above.put("the fleet's", entry));
        return above;
    }

    private Optional<View.Entry> entry(String key) {
        return workplace.consul().read(Consistency.CONSISTENT, List.of(key)).get(key);
    }

    private void tellWhatIsReplaced(String field, NodeList now, Map<String, View.Entry> above) {
        for (Map.Entry<String, View.Entry> layer : above.entrySet()) {
            Optional<JsonNode> value = value(layer.getValue(), field);
            if (value.isEmpty()) {
                continue;
            }
            List<String> gone = gone(list(value), now);
            if (!gone.isEmpty()) {
                shell.warn(field + " of " + scope.text() + " replaces " + layer.getKey()
                        + ", and these are not in it any more: "
                        + String.join(", ", gone.stream().limit(MOST_NAMED).toList())
                        + (gone.size() > MOST_NAMED ? " and " + (gone.size() - MOST_NAMED) + " more" : ""));
            }
            return;
        }
    }

    private static List<String> gone(NodeList before, NodeList now) {
        return switch (before.writeOut(group -> List.of("@" + group), MOST_WRITTEN_OUT)) {
            case NodeList.Written.TooMany tooMany ->
                before.texts().stream()
                        .filter(word -> !now.texts().contains(word))
                        .toList();
            case NodeList.Written.Names(Set<String> names) ->
                names.stream()
                        .filter(name ->
                                name.startsWith("@") ? !now.groups().contains(name.substring(1)) : !now.names(name))
                        .toList();
        };
    }

    private void tellUnknown(NodeList before, NodeList now) {
        now.names().stream()
                .filter(name -> !before.names(name))
                .sorted()
                .limit(MOST_LOOKED_UP)
                .forEach(name -> NameWarning.warn(KnownName.node(workplace, name, KnownName.Witness.NO_ORDER), shell));
    }

    private static Optional<JsonNode> value(View.Entry layer, String field) {
        try {
            return Optional.ofNullable(Json.parse(layer.value()).get(field));
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }

    /** As it stands in a policy, a text or several; none where that is no list. */
    private static NodeList list(Optional<JsonNode> value) {
        List<String> texts = new ArrayList<>();
        value.ifPresent(json -> {
            if (json.isTextual()) {
                texts.add(json.textValue());
            }
            json.forEach(text -> texts.add(text.asText()));
        });
        return NodeList.read(texts) instanceof NodeList.Reading.Read(NodeList list) ? list : NodeList.NONE;
    }
}
