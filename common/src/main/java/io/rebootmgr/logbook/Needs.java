package io.rebootmgr.logbook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.json.Fields;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.text.PrintableText;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a node needs, by the word of its own detectors.
 *
 * @param verdict {@code hot}, {@code drain}, {@code reboot}, or {@code error} where one of them could not say; empty
 *     for nothing
 * @param facts what they found beside that, by name; at most {@value #MOST_FACTS}
 */
public record Needs(String verdict, SortedMap<String, String> facts) {
    public static final Needs NONE = new Needs("", new TreeMap<>());

    /** How many facts of a node are kept. */
    public static final int MOST_FACTS = 20;
    /** How long one may be, its name with it. */
    public static final int LONGEST_FACT = 200;

    static final String FIELD = "needs";
    static final String FACTS = "facts";
    private static final int LONGEST_WORD = 20;

    public Needs {
        facts = Collections.unmodifiableSortedMap(facts);
    }

    /** What is garbage there makes nothing else in a status unreadable: it decides nothing. */
    static Needs read(Fields status) {
        if (!status.has(FIELD) && !status.has(FACTS)) {
            return NONE;
        }
        try {
            SortedMap<String, String> facts = new TreeMap<>();
            for (Map.Entry<String, String> fact : status.words(FACTS).entrySet()) {
                if (facts.size() < MOST_FACTS) {
                    facts.put(
                            PrintableText.of(fact.getKey(), LONGEST_FACT),
                            PrintableText.of(fact.getValue(), LONGEST_FACT));
                }
            }
            return new Needs(PrintableText.of(status.text(FIELD, ""), LONGEST_WORD), facts);
        } catch (MalformedJson e) {
            return NONE;
        }
    }

    /** Adds itself to a status; left out where there is nothing to say. */
    void writeTo(ObjectNode status) {
        if (!verdict.isEmpty()) {
            status.put(FIELD, verdict);
        }
        if (!facts.isEmpty()) {
            ObjectNode json = status.putObject(FACTS);
            facts.forEach(json::put);
        }
    }
}
