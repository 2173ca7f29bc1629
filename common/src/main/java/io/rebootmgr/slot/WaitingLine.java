package io.rebootmgr.slot;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.MalformedJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** All nodes that wait for a slot of one group, in the order of their turns, see {@link Rank}. */
public record WaitingLine(List<Waiting> waiting) {

    /**
     * A node that waits.
     *
     * @param since when it began to, by its own clock; empty where its key cannot be read
     * @param reason why it wants to reboot; may be empty
     * @param domain the failure domain that it was in when it joined the line
     * @param impact what it would cost to take it, by its own last word
     */
    public record Waiting(String node, Optional<Instant> since, String reason, Domain domain, int impact) {
        /** One that anybody may take. */
        public Waiting(String node, Optional<Instant> since, String reason, Domain domain) {
            this(node, since, reason, domain, Impact.NONE);
        }
    }

    private record Ranked(Rank rank, View.Entry entry) {}

    /** Of ten thousand that wait only those are read that can say something else than none. */
    private static final byte[] MENTIONED = ('"' + Impact.FIELD + '"').getBytes(StandardCharsets.UTF_8);

    public WaitingLine {
        waiting = List.copyOf(waiting);
    }

    /** The line in a view that holds all of the group's {@code waiting/<g>/} keys. */
    public static WaitingLine of(View view, Keys keys, String group) {
        String prefix = keys.waitingIn(group);
        return new WaitingLine(ordered(view, prefix).stream()
                .map(entry -> waiting(entry.key().substring(prefix.length()), entry))
                .toList());
    }

    /** The keys of those that wait, whoever is first in front. */
    static List<View.Entry> ordered(View view, String prefix) {
        return view.under(prefix).stream()
                .filter(entry -> Keys.isName(entry.key().substring(prefix.length())))
                .map(entry -> new Ranked(new Rank(impact(entry), entry.createIndex()), entry))
                .sorted(Comparator.comparing(Ranked::rank)
                        .thenComparing(ranked -> ranked.entry().key()))
                .map(Ranked::entry)
                .toList();
    }

    /** What the key of one that waits says of its impact. */
    public static int impact(View.Entry entry) {
        if (!mentions(entry.value())) {
            return Impact.NONE;
        }
        try {
            return Impact.read(Fields.parse(entry.value()));
        } catch (MalformedJson e) {
            return Impact.NONE;
        }
    }

    private static boolean mentions(byte[] value) {
        for (int at = 0; at + MENTIONED.length <= value.length; at++) {
            if (value[at] == MENTIONED[0]
                    && Arrays.equals(value, at, at + MENTIONED.length, MENTIONED, 0, MENTIONED.length)) {
                return true;
            }
        }
        return false;
    }

    static Waiting waiting(String node, View.Entry entry) {
        try {
            Fields fields = Fields.parse(entry.value());
            return new Waiting(
                    node,
                    Optional.of(fields.instant("since")),
                    fields.text("reason", ""),
                    Domain.read(fields),
                    Impact.read(fields));
        } catch (MalformedJson e) {
            return new Waiting(node, Optional.empty(), "", Domain.NONE);
        }
    }

    /** The place of a node, from 1; empty when it does not wait. */
    public Optional<Integer> place(String node) {
        for (int at = 0; at < waiting.size(); at++) {
            if (waiting.get(at).node().equals(node)) {
                return Optional.of(at + 1);
            }
        }
        return Optional.empty();
    }
}
