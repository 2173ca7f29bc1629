package io.rebootmgr.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.cli.TestNode;
import io.rebootmgr.json.Json;
import io.rebootmgr.testing.Await;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** What people see and do in a real browser, with a page that reads a real Consul. */
class BrowserIT {
    /** Set on what is loaded once, and gone when it is loaded again. */
    private static final String MARK = "window.markOfTheTest";

    private static final String FOCUS_IS_SEEN = """
            (() => {
              const box = document.activeElement.getBoundingClientRect();
              const style = getComputedStyle(document.activeElement);
              return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
                && box.right > 0 && box.bottom > 0 && box.left < innerWidth && box.top < innerHeight;
            })()""";

    @TempDir
    private static Path folder;

    private static BrowserFleet fleet;
    private static RunningPage page;
    /** One for all: its start takes longer than most of what is tried in it. */
    private static Browser browser;

    @BeforeAll
    static void aFleet() throws Exception {
        browser = Browser.start();
        fleet = new BrowserFleet(folder);
        fleet.allRun();
        page = RunningPage.start(folder, fleet.http(), Map.of(), "--actions");
    }

    @AfterAll
    static void noFleet() {
        if (browser != null) {
            browser.close();
        }
        if (page != null) {
            page.close();
        }
        if (fleet != null) {
            fleet.close();
        }
    }

    @BeforeEach
    void aFreshBrowser() {
        browser.fresh();
    }

    @AfterEach
    void nothingWasSaidAndNobodyElseAsked() throws Exception {
        try {
            browser.assertQuiet(page.address());
        } finally {
            for (String key : List.of("stop", "pause", "groups/web/pause", "nodes/odd", "nodes/%3C", "groups/odd")) {
                fleet.forget(key);
            }
        }
    }

    private void open(String path) {
        browser.open(page.address().resolve(path));
    }

    /** The fleet, live: from now on nothing is loaded as a whole. */
    private void openLive() {
        open("/");
        browser.shows("#live", "Live.");
        browser.script(MARK + " = true");
    }

    private void assertNeverReloaded() {
        assertThat(browser.holds(MARK)).isTrue();
    }

    /** The nodes' table says this of it. */
    private void says(TestNode node, String what) {
        String row = "//section[h2[@id='nodes']]//tr[th//a[text()='" + node.name + "']]";
        Await.until(
                () -> browser.xpath(row).getText().contains(what),
                Await.BOUND,
                node.name + ": " + what,
                () -> browser.text("main"));
    }

    @Test
    void aCampaignIsSeenToItsEndWithoutAReload() throws Exception {
        openLive();
        List<TestNode> nodes = fleet.nodes();
        nodes.forEach(node -> says(node, "idle"));
        TestNode first = nodes.getFirst();
        first.task("pre_boot", "10_wait", "until [ -e " + first.folder + "/go ]; do sleep 0.1; done");
        nodes.forEach(TestNode::wantsReboot);
        try (var runs = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<String> going =
                    CompletableFuture.supplyAsync(() -> BrowserFleet.run(first, 0, "run"), runs);
            says(first, "preparing");
            for (TestNode other : nodes.subList(1, 3)) {
                BrowserFleet.run(other, 4, "run");
                says(other, "waiting");
            }
            browser.shows("main", "Campaign");
            assertThat(browser.holds("document.querySelector('progress').value === 0"))
                    .isTrue();
            first.write("go", "");
            going.join();
        }
        says(first, "rebooting");
        assertThat(browser.text("[aria-labelledby='out'] table")).contains(first.name, "rebooting");
        comesBack(first);
        for (TestNode node : nodes.subList(1, nodes.size())) {
            BrowserFleet.run(node, 0, "run");
            says(node, "rebooting");
            comesBack(node);
        }
        Await.until(() -> browser.all("[aria-labelledby='out']").isEmpty(), Await.BOUND, "nobody is out");
        assertThat(browser.text("[aria-labelledby='past'] table")).contains("rebooted", "new kernel");
        Await.until(() -> browser.holds("!!document.querySelector('#chart-timeline canvas')"), Await.BOUND, "charts");
        assertNeverReloaded();
    }

    private void comesBack(TestNode node) {
        BrowserFleet.run(node.boot(), 0, "run");
        says(node, "idle");
        says(node, "rebooted");
    }

    @Test
    void whateverStandsInConsulIsText() {
        openLive();
        long scripts = browser.number("document.scripts.length");
        for (String hostile : List.of(
                "<script>window.harmed = 1</script>",
                "<img src=x onerror='window.harmed = 1'>",
                "\"><svg onload=\"window.harmed=1\">",
                "{{gone}} ${7*7} &lt;b&gt; <b>bold</b>",
                "javascript:window.harmed=1//")) {
            fleet.put("stop", hostile);
            fleet.put("nodes/odd1/reboot_required", hostile);
            fleet.put("groups/odd/config", hostile);
            putEverywhere(hostile);
            browser.shows(".notice", hostile);
        }
        // As much as a key holds: a node's token may write these.
        putEverywhere("=\u202e".repeat(10_000));
        browser.shows("[aria-labelledby='leases']", "===");
        assertThat(browser.number("document.documentElement.outerHTML.length")).isLessThan(200_000);
        fleet.put("nodes/%3Cimg%20src=x%3E/reboot_required", "odd name");
        fleet.put("stop", "a\u202egnp.exe\u2066\u200f b" + "x".repeat(500));
        // What is too long is cut, and what would turn the rest of the line around is left out.
        browser.shows(".notice", "agnp.exe b" + "x".repeat(100));
        assertThat((String) browser.script("return document.documentElement.outerHTML"))
                .doesNotContain("\u202e", "\u2066", "\u200f");
        open("/nodes/odd1");
        browser.shows("main", "javascript:window.harmed=1//");
        open("/?q=%3Cimg%20src=x%20onerror=window.harmed=1%3E&group=%22%3E%3Cb%3E&state=%3Cb%3E");
        browser.shows("main", "No node is like that.");
        openLive();
        assertThat(browser.holds("window.harmed === undefined")).isTrue();
        assertThat(browser.all("main script, main img, main svg, main b, main style, main iframe, [onload], [onerror]"))
                .isEmpty();
        assertThat(browser.number("document.scripts.length")).isEqualTo(scripts);
        for (String path : List.of("/", "/nodes/odd1", "/act?do=stop")) {
            assertFits(path);
        }
    }

    /** Wherever a node, or a tool, has a text of its own. */
    private void putEverywhere(String text) {
        String json = Json.text(text).toString();
        String since = "\"since\":\"2026-01-01T00:00:00Z\"";
        fleet.put(
                "nodes/odd1/status",
                ("{\"group\":\"odd\",\"state\":\"held\",\"kernel\":%s,\"boot_id\":\"b\",\"agent_version\":%s,\"failures\":0,"
                                + "\"last\":{\"code\":13,\"reason\":%s,\"at\":\"2026-01-01T00:00:00Z\",\"gate\":%s}}")
                        .formatted(json, json, json, json));
        fleet.put(
                "nodes/odd1/lease",
                "{\"id\":\"l\",\"holder\":%s,\"purpose\":%s,\"reason\":%s,%s,\"hold\":true}"
                        .formatted(json, json, json, since));
        fleet.put(
                "groups/odd/slots",
                ("{\"claims\":[{\"id\":\"c\",\"node\":\"odd1\",\"state\":\"returning\",\"boot_id\":\"b\",\"session\":\"s\",%s,"
                                + "\"reason\":%s,\"services\":[%s]}]}")
                        .formatted(since, json, json));
        fleet.put(
                "nodes/odd1/history",
                ("{\"entries\":[{\"claim\":\"c\",\"node\":\"odd1\",\"group\":\"odd\",\"reason\":%s,\"started\":\"2026-01-01T00:00:00Z\","
                                + "\"kernel_before\":%s}]}")
                        .formatted(json, json));
    }

    /** On a phone nothing has to be pushed sideways, but for tables in their own frames. */
    private void assertFits(String path) {
        browser.screen(390, 844, true);
        open(path);
        assertThat(browser.number("document.documentElement.scrollWidth"))
                .as(path)
                .isEqualTo(390L);
        browser.screen(1280, 900, false);
    }

    @Test
    void anOutageOfConsulIsSaidAndEndsByItself() {
        openLive();
        fleet.put("groups/web/pause", "new disks");
        browser.shows("main", "new disks");
        fleet.server().kill();
        try {
            browser.shows("[role=alert]", "Consul does not answer since");
            assertThat(browser.text("main")).contains("new disks", fleet.nodes().getFirst().name);
        } finally {
            fleet.server().start();
        }
        browser.hides("main", "does not answer");
        fleet.put("groups/web/pause", "newer disks");
        browser.shows("main", "newer disks");
        browser.shows("#live", "Live.");
        assertNeverReloaded();
    }

    @Test
    void anEndOfThePageItselfIsSaid() throws Exception {
        Path other = Files.createDirectory(folder.resolve("other"));
        URI address;
        try (RunningPage ending = RunningPage.start(other, fleet.http(), Map.of())) {
            address = ending.address();
            browser.open(address);
            browser.shows("#live", "Live.");
        }
        browser.shows("#live", "does not answer. What you see may be old.");
        assertThat(browser.text("main")).contains("Nodes");
        // That its server is gone is an error for the browser's console.
        browser.forget();
        open("/");
    }

    @Test
    void withoutScriptTheTablesAreThere() {
        browser.withoutScripts();
        fleet.put("groups/web/pause", "no script");
        page.shows("/", "no script");
        open("/");
        assertThat(browser.text("#live")).isEqualTo("Reload the page to see what is new.");
        assertThat(browser.text("main")).contains("no script", "Groups", "Nodes", "idle");
        assertThat(browser.all("[aria-labelledby='nodes'] tbody tr")).hasSize(5);
        assertThat(browser.all("#charts")).allMatch(charts -> !charts.isDisplayed());
    }

    @Test
    void everythingIsReachedByKeysInTheOrderInWhichItStands() {
        fleet.put("pause", "keys");
        page.shows("/", "keys");
        for (String path : List.of("/", "/nodes/" + fleet.nodes().getFirst().name, "/act?do=stop&group=web")) {
            open(path);
            Await.until(
                    () -> !browser.holds("!!document.getElementById('live').textContent.match(/^Reload/)"),
                    Await.BOUND,
                    "live");
            assertReachedInOrder(path);
        }
    }

    /** From the top of the page to its end; one question for each stop. */
    private void assertReachedInOrder(String path) {
        browser.script("""
                window.stops = [...document.querySelectorAll(
                    "a[href], button, select, input:not([type=hidden]), [tabindex='0']")]""");
        long stops = browser.number("window.stops.length");
        for (long stop = 0; stop < stops; stop++) {
            browser.press(Keys.TAB);
            assertThat(browser.script("return [window.stops.indexOf(document.activeElement), " + FOCUS_IS_SEEN + "]"))
                    .as(() ->
                            path + ": " + browser.focused().getText() + ": which it is, and whether the focus is seen")
                    .isEqualTo(List.of(stop, true));
        }
    }

    /** Goes on to the next stop, which is this one. */
    private void tabTo(String selector) {
        browser.press(Keys.TAB);
        assertThat(browser.holds("document.activeElement === document.querySelector(\"" + selector + "\")"))
                .as(() -> selector + ", not " + browser.focused().getDomProperty("outerHTML"))
                .isTrue();
    }

    @Test
    void theFormsAreFilledInByKeysAlone() {
        open("/act?do=pause&group=web");
        assertReachedInOrder("the first form");
        open("/act?do=pause&group=web");
        for (String before : List.of(".skip", "h1 a", "#q", "[role=search] button", "#reason")) {
            tabTo(before);
        }
        browser.press("new disks");
        tabTo("#for");
        browser.press("2h");
        tabTo(".act button");
        browser.press(Keys.ENTER);
        browser.shows("pre", "rebootmgr pause --group=web --for=2h '--reason=new disks'");
        for (String before : List.of(".skip", "h1 a", "#q", "[role=search] button", "#token")) {
            tabTo(before);
        }
        // Without a token the browser itself sends nothing, and leads back to where it is missing.
        tabTo(".act button");
        browser.press(Keys.ENTER);
        assertThat(browser.focused().getDomAttribute("id")).isEqualTo("token");
        assertThat(browser.all(".act")).hasSize(1);
        browser.press("no-such-token");
        tabTo(".act button");
        browser.press(Keys.ENTER);
        browser.shows("main", "nothing was done");
        assertThat(browser.text("body")).doesNotContain("no-such-token");
        assertThat(browser.address()).doesNotContain("no-such-token");
        tabTo(".skip");
        // That it was refused is an error for the browser's console.
        browser.forget();
        open("/");
    }

    @Test
    void keysAloneSearchAndStop() {
        openLive();
        browser.press(Keys.TAB, Keys.ENTER);
        assertThat(browser.focused().getDomAttribute("id")).isEqualTo("main");
        open("/");
        browser.press(Keys.TAB, Keys.TAB, Keys.TAB, "CLIENT2", Keys.ENTER);
        browser.shows("[aria-labelledby='nodes'] table", "client2");
        assertThat(browser.address()).contains("q=CLIENT2");
        assertThat(browser.all("[aria-labelledby='nodes'] tbody tr")).hasSize(1);
        open("/act?do=stop&group=web");
        browser.all("#reason").getFirst().sendKeys("a <b>disk</b>", Keys.ENTER);
        browser.shows("pre", "rebootmgr stop --group=web '--reason=a <b>disk</b>'");
        assertThat(browser.holds("document.getElementById('token').type === 'password'"))
                .isTrue();
    }

    @Test
    void itIsLightAndDarkAsTheVisitorHasIt() {
        openLive();
        String colour = "return getComputedStyle(document.body).backgroundColor";
        assertThat(browser.script(colour)).isEqualTo("rgb(255, 255, 255)");
        browser.dark(true);
        assertThat(browser.script(colour)).isEqualTo("rgb(22, 24, 25)");
        assertFits("/");
    }
}
