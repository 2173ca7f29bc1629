package io.rebootmgr.rollout;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.json.OtherFields;
import io.rebootmgr.policy.Follow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The published versions as they stand in the key {@code versions}, newest first, at most {@value #MOST}. */
public record Versions(List<PublishedVersion> all, OtherFields others) {
    public static final int MOST = 200;

    public static final Versions NONE = new Versions(List.of(), OtherFields.NONE);

    private static final Set<String> KNOWN = Set.of("versions");

    public Versions {
        all = List.copyOf(all);
    }

    /** What a view says that holds the key. @throws MalformedJson when it cannot be read: it is left as it is */
    public static Versions in(View view, Keys keys) throws MalformedJson {
        Optional<View.Entry> entry = view.get(keys.versions());
        if (entry.isEmpty()) {
            return NONE;
        }
        Fields fields = Fields.parse(entry.get().value());
        List<PublishedVersion> all = new ArrayList<>();
        for (Fields one : fields.objects("versions")) {
            all.add(PublishedVersion.parse(one));
        }
        return new Versions(all, OtherFields.of(fields, KNOWN::contains));
    }

    public Optional<PublishedVersion> named(String name) {
        return all.stream().filter(one -> one.name().equals(name)).findFirst();
    }

    /** The newest that a group follows which follows like that. */
    public Optional<String> newest(Follow follow) {
        return all.stream()
                .filter(one -> switch (follow) {
                    case NONE -> false;
                    case MINOR -> one.kind() == PublishedVersion.Kind.MINOR;
                    case ALL -> true;
                })
                .map(PublishedVersion::name)
                .findFirst();
    }

    /** With this one as the newest; the oldest goes when there are too many. */
    public Versions with(PublishedVersion published) {
        return new Versions(
                Stream.concat(Stream.of(published), all.stream()).limit(MOST).toList(), others);
    }

    public Versions without(String name) {
        return new Versions(all.stream().filter(one -> !one.name().equals(name)).toList(), others);
    }

    /** With this one aborted in these groups; the same where it was not published. */
    public Versions aborted(String name, Set<String> groups) {
        return new Versions(
                all.stream()
                        .map(one -> one.name().equals(name) ? one.abortedIn(groups) : one)
                        .toList(),
                others);
    }

    /** For programs, and as it stands in Consul. */
    public ObjectNode json() {
        ObjectNode json = Json.object();
        ArrayNode list = json.putArray("versions");
        all.forEach(one -> list.add(one.json()));
        others.writeTo(json);
        return json;
    }

    public byte[] bytes() {
        return Json.bytes(json());
    }
}
