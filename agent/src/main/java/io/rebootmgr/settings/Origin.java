package io.rebootmgr.settings;

import java.nio.file.Path;

/** Where a value came from. */
public sealed interface Origin {

    /** For people, in a column. */
    String text();

    /** Nobody set it. */
    record Default() implements Origin {
        @Override
        public String text() {
            return "default";
        }
    }

    /** The settings file. */
    record File(Path path) implements Origin {
        @Override
        public String text() {
            return path.toString();
        }
    }

    /** An environment variable. */
    record Variable(String name) implements Origin {
        @Override
        public String text() {
            return name;
        }
    }
}
