package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes the manual in the packages. */
class ManualTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void theManual() throws IOException {
        Manual.main(new String[] {folder.toString()});
    }

    private String page(String name) throws IOException {
        return Files.readString(folder.resolve("manual").resolve(name + ".adoc"));
    }

    @Test
    void everyPageHasANameInOneLineAndLeadsOn() throws IOException {
        List<Path> pages;
        try (Stream<Path> files = Files.list(folder.resolve("manual"))) {
            pages = files.toList();
        }
        assertThat(pages).hasSizeGreaterThan(20);
        for (Path page : pages) {
            String name = page.getFileName().toString().replace(".adoc", "");
            List<String> lines = Files.readAllLines(page);
            String is = lines.get(lines.indexOf("== Name") + 2);
            assertThat(is).startsWith(name + " - ").doesNotEndWith(".").doesNotContain(". ");
            assertThat(lines).contains("== Synopsis", "== Description", "== See Also");
        }
    }

    @Test
    void thePageOfTheProgramHasFilesVariablesAndWhatItsExitMeans() throws IOException {
        assertThat(page("rebootmgr"))
                .contains("rebootmgr - Reboots the nodes of a fleet, one slot at a time")
                .contains("== Files", "/etc/rebootmgr/rebootmgr.toml", "/var/lib/rebootmgr/claim.json")
                .contains("== Exit Status", "*rebootmgr-run*(1) lists all of them")
                .contains("== Environment", "`+CONSUL_HTTP_ADDR+`::", "`+REBOOTMGR_CACHE+`::")
                .contains("*rebootmgr.toml*(5), *rebootmgr-policy*(5)")
                .doesNotContain("](", "|--");
        assertThat(page("rebootmgr-run")).contains("== Exit Status").doesNotContainIgnoringCase("== Exit codes");
    }

    @Test
    void sectionFiveNamesEverySettingAndField() throws IOException {
        assertThat(page("rebootmgr.toml"))
                .contains("= rebootmgr.toml(5)", "`+consul.token_file+`::", "`+metrics.textfile+`::")
                .doesNotContain("](", "|--");
        assertThat(page("rebootmgr-policy"))
                .contains("= rebootmgr-policy(5)", "`+fleet_name+`::\n  type: text.", "`+windows+`::")
                .doesNotContain("](", "|--");
    }
}
