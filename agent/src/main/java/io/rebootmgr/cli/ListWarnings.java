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
import io.rebootmgr.text.Few;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is valid in a list that was changed, and may not have been meant. */
final class ListWarnings {
    private static final Set<String> OF_NODES = Set.of("allow", "deny", "canaries", "ignore_failed_checks");

    private static final int MOST_NAMED = 10;
    private static final int MOST_WRITTEN_OUT = 10_000;

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
                .filter(change -> (OF_NODES.contains(change.field()) || LostDates.FIELDS.contains(change.field()))
                        && change.after().isPresent())
                .toList();
        if (lists.isEmpty()) {
            return;
        }
        ListWarnings warnings = new ListWarnings(workplace, scope, shell);
        try {
            Map<String, View.Entry> above = warnings.above();
            for (FieldEdit change : lists) {
                warnings.tellWhatIsReplaced(change, above);
                warnings.tellWhatIsLost(change);
                if (OF_NODES.contains(change.field())) {
                    warnings.tellUnknown(list(change.before()), list(change.after()));
                }
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

    private void tellWhatIsReplaced(FieldEdit change, Map<String, View.Entry> above) {
        for (Map.Entry<String, View.Entry> layer : above.entrySet()) {
            Optional<JsonNode> value = value(layer.getValue(), change.field());
            if (value.isPresent()) {
                tell(change.field() + " of " + scope.text() + " replaces " + layer.getKey(), gone(change, value));
                return;
            }
        }
    }

    /** Whoever keeps some of a list, or empties it, knows that it stood there. */
    private void tellWhatIsLost(FieldEdit change) {
        List<String> gone = gone(change, change.before());
        boolean isEmptied =
                change.after().filter(now -> !now.isEmpty() || now.isTextual()).isEmpty();
        boolean isWhole =
                gone.equals(gone(new FieldEdit(change.field(), Optional.empty(), Optional.empty()), change.before()));
        if (!isEmptied && isWhole) {
            tell(change.field() + " of " + scope.text() + " is another list as a whole", gone);
        }
    }

    private void tell(String what, List<String> gone) {
        if (!gone.isEmpty()) {
            shell.warn(what + ", and these are not in it any more: " + Few.of(gone, MOST_NAMED));
        }
    }

    /** What stood in a list, and stands not in the one that there is now. */
    private static List<String> gone(FieldEdit change, Optional<JsonNode> before) {
        return OF_NODES.contains(change.field())
                ? gone(list(before), list(change.after()))
                : LostDates.of(change.field(), before, change.after());
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
        List<String> nodes =
                now.names().stream().filter(name -> !before.names(name)).toList();
        if (!nodes.isEmpty()) {
            tellUnknown(KnownName.strangers(workplace, nodes), "nodes");
        }
        List<String> groups = now.groups().stream()
                .filter(group -> !before.groups().contains(group))
                .toList();
        if (!groups.isEmpty()) {
            tellUnknown(KnownName.strangeGroups(workplace, groups), "groups");
        }
    }

    private void tellUnknown(List<KnownName> strangers, String what) {
        strangers.stream().limit(MOST_NAMED).forEach(name -> NameWarning.warn(name, shell));
        if (strangers.size() > MOST_NAMED) {
            shell.warn("and of " + (strangers.size() - MOST_NAMED) + " more of these " + what + " nobody knows");
        }
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
