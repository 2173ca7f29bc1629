package io.rebootmgr.rollout;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.json.OtherFields;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A version that was published.
 *
 * @param name opaque
 * @param by who published it, as {@code alice@adm1}
 * @param notes for people; may be empty
 * @param aborted groups in which an operator has aborted a rollout of it since: they do not follow it any more
 */
public record PublishedVersion(
        String name, Kind kind, Instant published, String by, String notes, Set<String> aborted, OtherFields others) {
    /** The longest name, in characters. */
    public static final int NAME_MAX = 100;

    private static final Pattern NAME = Pattern.compile("[!-~&&[^-]][!-~]{0," + (NAME_MAX - 1) + "}");
    private static final Set<String> KNOWN = Set.of("version", "kind", "published", "by", "notes", "aborted");

    public PublishedVersion {
        aborted = Collections.unmodifiableSet(new TreeSet<>(aborted));
    }

    /** How much it changes: groups choose by it which ones they follow. */
    public enum Kind {
        MINOR,
        MAJOR;

        /** The kind of this label. */
        public static Optional<Kind> of(String label) {
            return Arrays.stream(values())
                    .filter(one -> one.label().equals(label))
                    .findFirst();
        }

        /** As it is typed, and stands in Consul. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether this can be a version's name: printable ASCII without blanks, and no option. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** A kind that is unknown here is a newer one: in doubt it changes much. Its word is kept. */
    static PublishedVersion parse(Fields fields) throws MalformedJson {
        Optional<Kind> kind = Kind.of(fields.text("kind", Kind.MINOR.label()));
        return new PublishedVersion(
                fields.text("version"),
                kind.orElse(Kind.MAJOR),
                fields.instant("published"),
                fields.text("by", ""),
                fields.text("notes", ""),
                Set.copyOf(fields.texts("aborted")),
                OtherFields.of(fields, name -> KNOWN.contains(name) && !(name.equals("kind") && kind.isEmpty())));
    }

    /** The same once it was aborted in these groups too. */
    PublishedVersion abortedIn(Set<String> groups) {
        Set<String> all = new TreeSet<>(aborted);
        all.addAll(groups);
        return new PublishedVersion(name, kind, published, by, notes, all, others);
    }

    /** For programs, and as it stands in Consul. */
    public ObjectNode json() {
        ObjectNode json = Json.object()
                .put("version", name)
                .put("kind", kind.label())
                .put("published", published.toString())
                .put("by", by)
                .put("notes", notes);
        if (!aborted.isEmpty()) {
            ArrayNode list = json.putArray("aborted");
            aborted.forEach(list::add);
        }
        others.writeTo(json);
        return json;
    }
}
