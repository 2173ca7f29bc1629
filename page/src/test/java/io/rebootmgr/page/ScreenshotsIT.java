package io.rebootmgr.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.cli.TestNode;
import io.rebootmgr.testing.Await;
import io.rebootmgr.testing.ConsulAgent;
import io.rebootmgr.testing.ConsulCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The pictures in the documentation, made anew with {@code -Dscreenshots=docs/images}, a folder of the project; and
 * what {@code status} shows of the same fleet at the same moment, in the README beside the first of them.
 */
@EnabledIfSystemProperty(named = "screenshots", matches = ".+")
class ScreenshotsIT {
    private static final long LARGEST = 150 * 1024;

    @TempDir
    private Path folder;

    @Test
    void areMade() throws Exception {
        try (Browser browser = Browser.start();
                ConsulCluster consul = ConsulCluster.builder().inMemory().start()) {
            ConsulAgent server = consul.servers().getFirst();
            TestNode operator = PicturedFleet.write(server.api(), server.http().toString(), folder);
            try (RunningPage page = RunningPage.start(folder, server.http(), Map.of())) {
                browser.screen(1280, 800, false);
                browser.dark(false);
                browser.open(page.address());
                live(browser);
                save(browser, "page.png");
                intoReadme(BrowserFleet.run(operator, 0, "status"));
                browser.script("document.getElementById('charts').scrollIntoView()");
                save(browser, "page-charts.png");
                browser.dark(true);
                browser.screen(390, 844, true);
                browser.open(page.address());
                live(browser);
                save(browser, "page-phone.png");
                browser.dark(false);
                browser.screen(1280, 360, false);
                browser.open(page.address());
                live(browser);
                browser.script("""
                        [...document.querySelectorAll("h2")].find(one => one.textContent.startsWith("Rollout"))
                          .scrollIntoView()""");
                save(browser, "page-rollout.png");
            }
        }
    }

    private static void intoReadme(String status) throws Exception {
        Path readme = Path.of("../README.md");
        String text = Files.readString(readme);
        Matcher block = Pattern.compile("(?s)(<!-- pictured: status -->\n```\n).*?(```\n<!-- /pictured -->)")
                .matcher(text);
        assertThat(block.find()).as("README.md has a place for the status").isTrue();
        assertThat(status.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
        Files.writeString(readme, text.substring(0, block.end(1)) + status + text.substring(block.start(2)));
    }

    private static void live(Browser browser) {
        browser.shows("#live", "Live.");
        Await.until(() -> browser.holds("!!document.querySelector('#chart-phases canvas')"), Await.BOUND, "charts");
    }

    private static void save(Browser browser, String name) throws Exception {
        byte[] picture = browser.picture();
        assertThat(picture.length).as(name).isLessThan((int) LARGEST);
        Path images = Path.of("..").resolve(System.getProperty("screenshots"));
        Files.write(Files.createDirectories(images).resolve(name), picture);
    }
}
