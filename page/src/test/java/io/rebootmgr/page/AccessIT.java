package io.rebootmgr.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The rules of axe, which are those of WCAG and more, on everything that the page can show. */
class AccessIT {
    private static final String RUN = """
            const [only, done] = [arguments[0], arguments[arguments.length - 1]];
            axe.run(document, only ? { runOnly: [only] } : {}).then(
              found => done(found.violations.map(one =>
                one.id + ": " + one.help + ": " + one.nodes.map(node => node.html).slice(0, 3).join(" "))),
              error => done([String(error)]));""";

    /** What other colours can break; whatever else the rules ask for is the same in the dark. */
    private static final String COLOURS = "color-contrast";

    @TempDir
    private Path folder;

    @Test
    void nothingStandsInAnybodysWay() throws Exception {
        try (Browser browser = Browser.start();
                BrowserFleet fleet = new BrowserFleet(folder)) {
            fleet.everythingAtOnce();
            fleet.put("nodes/broken/status", """
                    {"group":"web","state":"failed","kernel":"6","boot_id":"b","agent_version":"1","failures":5}""");
            try (RunningPage page = RunningPage.start(folder, fleet.http(), Map.of(), "--actions")) {
                for (String path : List.of(
                        "/",
                        "/?q=nobody",
                        "/?group=web&state=idle",
                        "/nodes/" + fleet.nodes().get(1).name,
                        "/act?do=pause&group=web",
                        "/act?do=reboot",
                        "/act?do=stop")) {
                    browser.open(page.address().resolve(path));
                    assertFine(browser, path);
                    if (path.equals("/")) {
                        browser.shows("#troubles", "Nodes that need somebody");
                        // On a phone other rules of the sheet hold.
                        browser.screen(390, 844, true);
                        assertFine(browser, "/ on a phone", "");
                        browser.screen(1280, 900, false);
                    }
                }
                browser.all("#reason").getFirst().sendKeys("a disk", Keys.ENTER);
                browser.shows("pre", "rebootmgr stop");
                assertFine(browser, "/act/sure");
                fleet.server().kill();
                browser.open(page.address());
                browser.shows("main", "does not answer");
                assertFine(browser, "/ without Consul");
            }
        }
    }

    /** What was just opened, light with all rules and dark. */
    private static void assertFine(Browser browser, String path) throws Exception {
        if (browser.holds("document.querySelector('#charts') !== null")) {
            browser.shows("#charts", "How long each phase took");
        }
        try (InputStream axe = Objects.requireNonNull(AccessIT.class.getResourceAsStream("/axe.min.js"))) {
            browser.script(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
        }
        browser.dark(false);
        assertFine(browser, path, "");
        browser.dark(true);
        assertFine(browser, path + ", dark", COLOURS);
        browser.dark(false);
    }

    private static void assertFine(Browser browser, String path, String only) {
        assertThat(browser.scriptThatEnds(RUN, only)).as(path).isEqualTo(List.of());
    }
}
