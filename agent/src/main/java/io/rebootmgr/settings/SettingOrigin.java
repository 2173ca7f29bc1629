package io.rebootmgr.settings;

import java.nio.file.Path;

/** Where a value came from. */
public sealed interface SettingOrigin {

    /** For people, in a column. */
    String text();

    /** Nobody set it. */
    record Default() implements SettingOrigin {
        @Override
        public String text() {
            return "default";
        }
    }

    /** The settings file. */
    record File(Path path) implements SettingOrigin {
        @Override
        public String text() {
            return path.toString();
        }
    }

    /** An environment variable. */
    record Variable(String name) implements SettingOrigin {
        @Override
        public String text() {
            return name;
        }
    }
}
