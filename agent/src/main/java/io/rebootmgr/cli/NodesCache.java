package io.rebootmgr.cli;

import java.io.File;
import java.util.Properties;

/** The cache that this node made for a fast start ({@code bin/make-cache}), as far as a run has to do with it. */
final class NodesCache {
    /** Where the launcher tells which one it gave to the JVM; empty where it gave none. */
    private static final String FILE = "rebootmgr.cache";

    private NodesCache() {}

    /**
     * Throws it away where the JVM did not take it, for then this run started without any classes ready-made: the next
     * one has the build's archive instead. Says nothing, and who may not remove it does not.
     */
    static void throwAwayUnlessItFits(Properties system) {
        String file = system.getProperty(FILE, "");
        if (!file.isEmpty() && !system.getProperty("java.vm.info", "").contains("sharing")) {
            // A boolean for an answer: nothing is left to do where it says no.
            boolean gone = new File(file).delete();
            system.setProperty(FILE, gone ? "" : file);
        }
    }
}
