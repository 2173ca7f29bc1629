package io.rebootmgr.cli;

import java.util.ArrayList;
import java.util.List;

/** The words of a command line. */
final class Arguments {
    private Arguments() {}

    /**
     * With {@code --config} and {@code -v} behind the command where they stood before it: they mean the same there, and
     * people put them in front. Any other option in front stays, and is refused by the command line.
     */
    static String[] commandFirst(String[] args) {
        int first = 0;
        while (first < args.length && isGlobal(args[first])) {
            first += args[first].equals("--config") ? 2 : 1;
        }
        if (first == 0 || first >= args.length || args[first].startsWith("-")) {
            return args;
        }
        List<String> ordered = new ArrayList<>(List.of(args).subList(first, args.length));
        ordered.addAll(List.of(args).subList(0, first));
        return ordered.toArray(new String[0]);
    }

    private static boolean isGlobal(String word) {
        return word.equals("--config") || word.startsWith("--config=") || word.equals("-v") || word.equals("-vv");
    }
}
