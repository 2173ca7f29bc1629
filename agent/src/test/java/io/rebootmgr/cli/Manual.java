package io.rebootmgr.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/** Writes the manual and the shell completion from the very commands that run: for the packages. */
final class Manual {
    private static final boolean[] QUIET = {};

    private Manual() {}

    /** The folder to write into: {@code manual/*.adoc} and {@code completion/rebootmgr}. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        CommandLine line = Commands.line(nobody());
        Path pages = Files.createDirectories(folder.resolve("manual"));
        int code = ManPageGenerator.generateManPage(pages.toFile(), null, QUIET, false, line.getCommandSpec());
        if (code != 0) {
            throw new IllegalStateException("the manual could not be written: " + code);
        }
        Path completion = Files.createDirectories(folder.resolve("completion"));
        Files.writeString(completion.resolve("rebootmgr"), AutoComplete.bash("rebootmgr", line));
    }

    private static Shell nobody() {
        PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return new Shell(Map.of(), new BufferedReader(Reader.nullReader()), nowhere, nowhere, false);
    }
}
