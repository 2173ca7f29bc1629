package io.rebootmgr.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Several commands, one after the other, in one JVM that is watched meanwhile: what they load together goes into one
 * cache, see {@code bin/make-cache}.
 */
public final class Exercise {
    private static final String END = ";";

    private Exercise() {}

    /** The words of the commands, each closed by {@code ;}. Ends with the code of the first that fails. */
    public static void main(String[] args) {
        int code = 0;
        List<String> words = new ArrayList<>();
        for (String word : args) {
            if (!word.equals(END)) {
                words.add(word);
            } else if (code == 0) {
                code = Main.run(words.toArray(new String[0]), Shell.ofProcess());
                words.clear();
            }
        }
        System.exit(code);
    }
}
