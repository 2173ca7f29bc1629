package io.rebootmgr.nodes;

import io.rebootmgr.nodes.NodeListReader.Wrong;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Nodes, as people list them: {@code web1}, ranges as Slurm and clush write them ({@code web[1-3,07]-ib[0-1]}, zeros in
 * front are kept), {@code @group}; commas between. Whether a node is in it is asked and never written out, so
 * {@code web[1-1000000000]} costs what {@code web1} does. A group that nobody knows is empty.
 */
public final class NodeList {
    public static final NodeList NONE = new NodeList(List.of());

    /** Characters of one text; more is refused. */
    static final int LONGEST_TEXT = 64 * 1024;

    private static final int MOST_WORDS = 10_000;
    /** Each is compared with each of another list. */
    private static final int MOST_RANGES = 1_000;

    private final List<Word> words;
    /** Those that stand for one node. */
    private final Set<String> plain = new HashSet<>();
    /** The others, by their texts: only those with the same can meet. */
    private final Map<List<String>, List<NamePattern>> ranges = new HashMap<>();

    private final Set<String> groups = new LinkedHashSet<>();

    /** What stands between two commas. */
    sealed interface Word {
        record Names(String text, NamePattern pattern) implements Word {}

        record Group(String name) implements Word {
            @Override
            public String text() {
                return "@" + name;
            }
        }

        String text();
    }

    /** What reading a text came to. */
    public sealed interface Reading {
        record Read(NodeList list) implements Reading {}

        /** It is refused; {@code what} names the place: {@code at character 5: the range 3-1 runs backwards}. */
        record Wrong(String what) implements Reading {}
    }

    /** What writing a list out came to. */
    public sealed interface Written {
        /** In the order of the list, each once. */
        record Names(Set<String> names) implements Written {}

        /** There are more than asked for. */
        record TooMany(String what) implements Written {}
    }

    private NodeList(List<Word> words) {
        this.words = List.copyOf(words);
        for (Word word : words) {
            switch (word) {
                case Word.Names(String text, NamePattern pattern) -> {
                    if (pattern.size() == 1) {
                        pattern.names().forEach(plain::add);
                    } else {
                        ranges.computeIfAbsent(pattern.texts(), texts -> new ArrayList<>())
                                .add(pattern);
                    }
                }
                case Word.Group(String name) -> groups.add(name);
            }
        }
    }

    /** Reads one text: a list with commas. */
    public static Reading read(String text) {
        return read(List.of(text));
    }

    /** Reads several texts as one list; what is wrong names the text by its number, where there are several. */
    public static Reading read(List<String> texts) {
        List<Word> words = new ArrayList<>();
        for (int number = 0; number < texts.size(); number++) {
            String where = texts.size() == 1 ? "" : "text " + (number + 1) + ", ";
            String text = texts.get(number);
            if (text.length() > LONGEST_TEXT) {
                return new Reading.Wrong(where + "is longer than " + LONGEST_TEXT + " characters");
            }
            try {
                words.addAll(NodeListReader.words(text));
            } catch (Wrong e) {
                return new Reading.Wrong(where + e.getMessage());
            }
            if (words.size() > MOST_WORDS) {
                return new Reading.Wrong(where + "more than " + MOST_WORDS + " names and ranges");
            }
        }
        NodeList list = new NodeList(words);
        return list.ranges.values().stream().mapToInt(List::size).sum() > MOST_RANGES
                ? new Reading.Wrong("more than " + MOST_RANGES + " names with ranges")
                : new Reading.Read(list);
    }

    /** Both lists as one. */
    public NodeList and(NodeList other) {
        List<Word> both = new ArrayList<>(words);
        both.addAll(other.words);
        return new NodeList(both);
    }

    /** Whether anything stands in it, be it a group without nodes. */
    public boolean isEmpty() {
        return words.isEmpty();
    }

    /** Whether the node is in it, by its name or as one of this group. */
    public boolean contains(String node, String group) {
        return groups.contains(group) || names(node);
    }

    /** Whether the node is in it by its name; of groups nothing is said. */
    public boolean names(String node) {
        return plain.contains(node) || isInRange(node);
    }

    private boolean isInRange(String node) {
        if (ranges.isEmpty()) {
            return false;
        }
        NamePattern name = NamePattern.of(node);
        return ranges.getOrDefault(name.texts(), List.of()).stream()
                .anyMatch(pattern -> pattern.common(name).isPresent());
    }

    /** The nodes that it names one by one; those of ranges and groups are not among them. */
    public Set<String> names() {
        return Set.copyOf(plain);
    }

    /** The groups that it names. */
    public Set<String> groups() {
        return Set.copyOf(groups);
    }

    /**
     * What stands in both lists as they are written, whoever is in a group: names, one for two ranges that meet, and
     * groups as {@code @web}.
     */
    public Set<String> common(NodeList other) {
        Set<String> common = new TreeSet<>();
        groups.stream().filter(other.groups::contains).forEach(group -> common.add("@" + group));
        plain.stream().filter(other::names).forEach(common::add);
        other.plain.stream().filter(this::isInRange).forEach(common::add);
        ranges.forEach((texts, mine) -> {
            for (NamePattern one : mine) {
                for (NamePattern theirs : other.ranges.getOrDefault(texts, List.of())) {
                    one.common(theirs).ifPresent(common::add);
                }
            }
        });
        return common;
    }

    /**
     * Writes it out.
     *
     * @param members the nodes of a group; none of one that is not known
     * @param most names
     */
    public Written writeOut(Function<String, ? extends Collection<String>> members, int most) {
        Set<String> names = new LinkedHashSet<>();
        for (Word word : words) {
            switch (word) {
                case Word.Group(String group) -> names.addAll(members.apply(group));
                case Word.Names(String text, NamePattern pattern) -> {
                    if (pattern.size() > most) {
                        return new Written.TooMany(text + " stands for " + pattern.size() + " nodes, at most " + most
                                + " can be named here");
                    }
                    pattern.names().forEach(names::add);
                }
            }
            if (names.size() > most) {
                return new Written.TooMany("stands for more than " + most + " nodes");
            }
        }
        return new Written.Names(names);
    }

    /** Its words, as they were written. */
    public List<String> texts() {
        return words.stream().map(Word::text).toList();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NodeList that && words.equals(that.words);
    }

    @Override
    public int hashCode() {
        return words.hashCode();
    }

    @Override
    public String toString() {
        return words.stream().map(Word::text).collect(Collectors.joining(","));
    }
}
