package io.rebootmgr.rollout;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.json.OtherFields;
import io.rebootmgr.policy.Follow;
import java.util.Optional;

/**
 * The newest of the published versions, as they stand in the key {@code published}: a short form of {@link Versions},
 * which idle runs have no time to read. Where it cannot be read those go by the versions themselves.
 */
public final class Published {
    private Published() {}

    /**
     * The newest version that a group follows like that; empty where nothing is published for it. Idle runs come here.
     *
     * @throws MalformedJson when what stands there names none, which whoever publishes does not leave behind
     */
    public static Optional<String> newest(View view, Keys keys, Follow follow) throws MalformedJson {
        Optional<View.Entry> entry = view.get(keys.published());
        if (entry.isEmpty() || follow == Follow.NONE) {
            return Optional.empty();
        }
        Fields fields = Fields.parse(entry.get().value());
        // The newest of all there is wherever there is one: without it the other one's absence says nothing.
        String all = name(fields, Follow.ALL);
        return follow == Follow.ALL
                ? Optional.of(all)
                : fields.has(follow.label()) ? Optional.of(name(fields, follow)) : Optional.empty();
    }

    private static String name(Fields fields, Follow follow) throws MalformedJson {
        String name = fields.text(follow.label(), "");
        if (name.isEmpty()) {
            throw new MalformedJson("does not name the newest version (field `" + follow.label() + "`)");
        }
        return name;
    }

    /**
     * What is wrong with the key; empty where nothing is.
     *
     * @param view holds the versions too: where there are none, one that names none was left behind by an older agent
     */
    public static Optional<String> wrong(View view, Keys keys) {
        try {
            for (Follow follow : Follow.values()) {
                newest(view, keys, follow);
            }
            return Optional.empty();
        } catch (MalformedJson e) {
            return isLeftBehind(view, keys) ? Optional.empty() : Optional.of(e.reason());
        }
    }

    private static boolean isLeftBehind(View view, Keys keys) {
        try {
            return Versions.in(view, keys).all().isEmpty()
                    && Json.parse(view.get(keys.published()).orElseThrow().value())
                            .equals(Json.object());
        } catch (MalformedJson e) {
            return false;
        }
    }

    /**
     * What stands there from now on; empty where nothing is published any more.
     *
     * @param view holds what stands there
     */
    public static Optional<byte[]> of(Versions versions, View view, Keys keys) {
        ObjectNode json = Json.object();
        versions.newest(Follow.MINOR).ifPresent(name -> json.put(Follow.MINOR.label(), name));
        versions.newest(Follow.ALL).ifPresent(name -> json.put(Follow.ALL.label(), name));
        if (json.isEmpty()) {
            return Optional.empty();
        }
        others(view, keys).writeTo(json);
        return Optional.of(Json.bytes(json));
    }

    private static OtherFields others(View view, Keys keys) {
        try {
            Optional<View.Entry> entry = view.get(keys.published());
            return entry.isPresent()
                    ? OtherFields.of(
                            Fields.parse(entry.get().value()),
                            name -> name.equals(Follow.MINOR.label()) || name.equals(Follow.ALL.label()))
                    : OtherFields.NONE;
        } catch (MalformedJson e) {
            return OtherFields.NONE;
        }
    }
}
