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
            const done = arguments[arguments.length - 1];
            axe.run(document).then(
              found => done(found.violations.map(one =>
                one.id + ": " + one.help + ": " + one.nodes.map(node => node.html).slice(0, 3).join(" "))),
              error => done([String(error)]));""";

    @TempDir
    private Path folder;

    @Test
    void nothingStandsInAnybodysWay() throws Exception {
        try (Browser browser = Browser.start();
                BrowserFleet fleet = new BrowserFleet(folder)) {
            fleet.everythingAtOnce();
            try (RunningPage page = RunningPage.start(folder, fleet.http(), Map.of(), "--actions")) {
                for (boolean dark : List.of(false, true)) {
                    browser.dark(dark);
                    for (String path : List.of(
                            "/",
                            "/?q=nobody",
                            "/?group=web&state=idle",
                            "/nodes/" + fleet.nodes().get(1).name,
                            "/act?do=stop",
                            "/act?do=pause&group=web",
                            "/act?do=reboot")) {
                        browser.open(page.address().resolve(path));
                        assertFine(browser, path, dark);
                    }
                    browser.open(page.address().resolve("/act?do=stop"));
                    browser.all("#reason").getFirst().sendKeys("a disk", Keys.ENTER);
                    browser.shows("pre", "rebootmgr stop");
                    assertFine(browser, "/act/sure", dark);
                    // On a phone other rules of the sheet hold.
                    browser.screen(390, 844, true);
                    browser.open(page.address());
                    assertFine(browser, "/ on a phone", dark);
                    browser.screen(1280, 900, false);
                }
                fleet.server().kill();
                browser.open(page.address());
                browser.shows("main", "does not answer");
                assertFine(browser, "/ without Consul", true);
            }
        }
    }

    private static void assertFine(Browser browser, String path, boolean dark) throws Exception {
        if (browser.holds("document.querySelector('#charts') !== null")) {
            browser.shows("#charts", "How long each phase took");
        }
        try (InputStream axe = Objects.requireNonNull(AccessIT.class.getResourceAsStream("/axe.min.js"))) {
            browser.script(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
        }
        assertThat(browser.scriptThatEnds(RUN))
                .as(path + (dark ? ", dark" : ""))
                .isEqualTo(List.of());
    }
}
