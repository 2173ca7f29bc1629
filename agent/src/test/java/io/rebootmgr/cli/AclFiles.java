package io.rebootmgr.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The ACL policies that stand in {@code docs/}, as they are loaded into Consul, below another prefix. */
record AclFiles(String prefix, String group, String node) {

    /** Every rule of a file, a line each, for this test's names. */
    List<String> rules(String file) {
        try {
            return Files.readAllLines(Path.of("..", "docs", file)).stream()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.replace("service/rebootmgr", prefix)
                            .replace("GROUP", group)
                            .replace("NODE", node))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file without the one rule that begins so. */
    String without(String file, String rule) {
        List<String> rest =
                rules(file).stream().filter(line -> !line.startsWith(rule)).toList();
        if (rest.size() != rules(file).size() - 1) {
            throw new IllegalArgumentException("not one rule of " + file + " begins with " + rule);
        }
        return String.join("\n", rest);
    }

    String whole(String file) {
        return rules(file).stream().collect(Collectors.joining("\n"));
    }
}
