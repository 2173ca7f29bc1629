package io.rebootmgr.page;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/** Writes the page's own manual page for its package, from the command that runs. */
final class Manual {
    private static final boolean[] QUIET = {};

    private static final String MORE = """

            == Exit Status

            0 when it was told to end, 64 for a wrong command line, 105 for settings that are wrong and an address that
            it cannot listen on.

            == Files

            */etc/default/rebootmgr-page*::
              How *rebootmgr-page.service* starts it.

            */etc/rebootmgr-page/consul.token*::
              The Consul token of that service. Empty: none.

            */etc/rebootmgr/rebootmgr.toml*::
              The settings of the machine's agent, of which the section *consul* counts here, too.

            */usr/share/doc/rebootmgr-page/page.md*::
              How to run it for others, behind a proxy, and for Prometheus.

            == Environment

            `+CONSUL_HTTP_ADDR+`, `+CONSUL_HTTP_TOKEN+`, `+CONSUL_HTTP_TOKEN_FILE+` and the other variables of Consul's own
            program win over the settings. `+REBOOTMGR_PAGE_HEAP+` is the memory for what it shows (default: 512m).
            """;

    private Manual() {}

    /** The folder to write into: {@code manual/rebootmgr-page.adoc}. */
    public static void main(String[] args) throws IOException {
        Path pages = Files.createDirectories(Path.of(args[0]).resolve("manual"));
        PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        CommandLine line = new CommandLine(new PageCommand(Map.of(), nowhere, server -> {}));
        line.setCommandName("rebootmgr-page");
        int code = ManPageGenerator.generateManPage(pages.toFile(), null, QUIET, false, line.getCommandSpec());
        if (code != 0) {
            throw new IllegalStateException("the manual could not be written: " + code);
        }
        Path page = pages.resolve("rebootmgr-page.adoc");
        // The line behind the name is for `whatis`: one sentence.
        String text = Files.readString(page).replaceFirst("(?m)^(rebootmgr-page - [^\\n]*?)(?:[.:] .*|\\.)$", "$1");
        Files.writeString(page, text + MORE);
    }
}
