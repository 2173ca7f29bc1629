package io.rebootmgr.simulation.mutation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The seeds that caught the mutants, in {@code caught-by.txt}, a line each: the seed, and the mutant's name. They spare
 * nine tenths of the search and prove nothing: a mutant that its seed does not catch any more is looked for by all of
 * them. With {@code -Dmutants.write} the file is written anew.
 */
final class CaughtBy {
    private static final Path FILE = Path.of("src/test/resources/io/rebootmgr/simulation/mutation/caught-by.txt");

    private final Map<String, Long> seeds;

    private CaughtBy(Map<String, Long> seeds) {
        this.seeds = new TreeMap<>(seeds);
    }

    static CaughtBy read() {
        try {
            return new CaughtBy(Files.readAllLines(FILE).stream()
                    .map(line -> line.split(" ", 2))
                    .collect(Collectors.toMap(line -> line[1], line -> Long.parseLong(line[0]))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    OptionalLong seed(String mutant) {
        Long seed = seeds.get(mutant);
        return seed == null ? OptionalLong.empty() : OptionalLong.of(seed);
    }

    void now(String mutant, long seed) {
        seeds.put(mutant, seed);
    }

    void write() {
        if (System.getProperty("mutants.write") == null) {
            return;
        }
        String text = seeds.entrySet().stream()
                .map(each -> each.getValue() + " " + each.getKey() + "\n")
                .collect(Collectors.joining());
        try {
            Files.writeString(FILE, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
