package io.rebootmgr.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/**
 * Writes the manual and the shell completion for the packages: the pages of section 1 from the very commands that run,
 * those of section 5 from the reference.
 */
final class Manual {
    private static final boolean[] QUIET = {};

    private static final String FILES = """

            == Files

            */etc/rebootmgr/rebootmgr.toml*::
              Settings of this node: rebootmgr.toml(5).

            */etc/rebootmgr/pre_boot_tasks/*, *post_boot_tasks/*, *abort_tasks/*::
              Scripts before the reboot, after it, and where it does not happen after all.

            */etc/rebootmgr/notify.d/*::
              Programs that are told what happens.

            */etc/rebootmgr/consul.token*::
              The Consul token, if the settings name it.

            */var/lib/rebootmgr/claim.json*::
              This node's claim on a slot, while it has one. Leave it alone.

            */var/cache/rebootmgr/*::
              This node's cache for a fast start. May be deleted; */usr/lib/rebootmgr/bin/make-cache* makes it again.

            */run/reboot_required*, */run/reboot-required*, */run/reboot-needed*::
              Each asks for a reboot; its first line says why.

            */usr/share/doc/rebootmgr/*::
              Guides, the reference, examples.
            """;

    private static final String EXIT_STATUS = """

            == Exit Status

            0 is done, or nothing to do. Below 100 a later run may succeed by itself; from 100 on somebody has to act.
            *rebootmgr-run*(1) lists all of them.
            """;

    private static final Path REFERENCE = Path.of("..", "docs", "reference.md");

    private Manual() {}

    /** The folder to write into: {@code manual/*.adoc} and {@code completion/rebootmgr}. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        CommandLine line = line();
        Path pages = Files.createDirectories(folder.resolve("manual"));
        int code = ManPageGenerator.generateManPage(pages.toFile(), null, QUIET, false, line.getCommandSpec());
        if (code != 0) {
            throw new IllegalStateException("the manual could not be written: " + code);
        }
        complete(pages);
        SettingsPages.write(pages, REFERENCE);
        Path completion = Files.createDirectories(folder.resolve("completion"));
        Files.writeString(completion.resolve("rebootmgr"), Completion.bash(line));
    }

    /** The commands, of nobody: they are described and not called. */
    static CommandLine line() {
        PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return Commands.line(new Shell(Map.of(), new BufferedReader(Reader.nullReader()), nowhere, nowhere, false));
    }

    /** What picocli knows nothing of: exit status, files, variables, and where to read on. */
    private static void complete(Path pages) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.list(pages)) {
            all = files.filter(file -> file.toString().endsWith(".adoc"))
                    .sorted()
                    .toList();
        }
        String theProgram = EXIT_STATUS + FILES + SettingsPages.environment(REFERENCE);
        for (Path page : all) {
            String name = page.getFileName().toString().replace(".adoc", "");
            boolean whole = name.equals("rebootmgr");
            String also = (whole ? "" : "*rebootmgr*(1), ")
                    + (whole
                            ? "*rebootmgr-run*(1), *rebootmgr-check*(1), *rebootmgr-status*(1), *rebootmgr-doctor*(1), "
                            : "")
                    + "*rebootmgr.toml*(5), *rebootmgr-policy*(5)";
            Files.writeString(
                    page,
                    shortened(Files.readString(page), name).replaceFirst("(?m)^== +Exit codes:$", "== Exit Status")
                            + (whole ? theProgram : "") + "\n== See Also\n\n" + also + "\n");
        }
    }

    /** The line behind the name is for `whatis`: one sentence. */
    private static String shortened(String page, String name) {
        return page.replaceFirst("(?m)^(\\Q" + name + "\\E - [^\\n]*?)(?:[.:] .*|\\.)$", "$1");
    }
}
