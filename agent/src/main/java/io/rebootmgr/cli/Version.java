package io.rebootmgr.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.IVersionProvider;

/** The version of all of the program, as the build wrote it down. */
public final class Version {
    static final String TEXT = read();

    private Version() {}

    /**
     * What {@code --version} says: the program's version, and its Java runtime's, which has security fixes of its own.
     * Apart, so that a run which asks for the version alone needs no command line parser.
     */
    public static final class Provider implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"rebootmgr " + TEXT + ", Java runtime " + System.getProperty("java.runtime.version")};
        }
    }

    private static String read() {
        try (InputStream in = Version.class.getResourceAsStream("version.txt")) {
            return in == null ? "unknown" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
