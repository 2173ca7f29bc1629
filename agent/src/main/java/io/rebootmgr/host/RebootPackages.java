package io.rebootmgr.host;

import io.rebootmgr.file.ForeignFile;
import io.rebootmgr.text.PrintableText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The packages for whose sake a reboot is asked for: Debian's hooks write them, one a line and often the same again,
 * into a file beside {@code reboot-required}. For people only: what cannot be read is left out, and no link of others
 * is followed.
 */
final class RebootPackages {
    private static final int MOST_BYTES = 64 * 1024;
    private static final int MOST_NAMED = 3;
    private static final int LONGEST_NAME = 40;

    private RebootPackages() {}

    /**
     * {@code linux-image-6.1, libc6, dbus and 4 more}; empty where nothing of the kind stands beside the trigger file.
     */
    static String beside(Path trigger) {
        Path file = trigger.resolveSibling(trigger.getFileName() + ".pkgs");
        Set<String> names = new LinkedHashSet<>();
        try {
            String text = new String(ForeignFile.read(file, MOST_BYTES), StandardCharsets.UTF_8);
            text.lines()
                    .map(line -> PrintableText.of(line, LONGEST_NAME).strip())
                    .filter(name -> !name.isEmpty())
                    .forEach(names::add);
        } catch (IOException e) {
            return "";
        }
        List<String> first = names.stream().limit(MOST_NAMED).toList();
        int more = names.size() - first.size();
        return String.join(", ", first) + (more > 0 ? " and " + more + " more" : "");
    }
}
