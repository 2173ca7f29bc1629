package io.rebootmgr.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rebootmgr.testing.Await;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LoggingPreferences;

/** The distribution's Chromium without a window, wide and light until told otherwise. It can reach nothing but here. */
final class Browser implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** It says at each start that it does not know this Chromium's version, which is asked for nothing that has one. */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium.devtools");

    /** Whether one has started in these tests. */
    private static volatile boolean starts;

    private final ChromeDriver driver;
    private final List<JsonNode> traffic = new ArrayList<>();
    /** For what Chromium leaves behind. */
    private final Path folder;

    private Browser(Path chromium, Path chromedriver) throws IOException {
        folder = Files.createTempDirectory("rebootmgr-browser");
        SELENIUM.setLevel(Level.SEVERE);
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable("browser", Level.ALL);
        logs.enable("performance", Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.toString());
        // Its sandbox wants what root and containers do not have, and guards against pages that are not ours.
        options.addArguments(
                "--no-sandbox",
                "--headless=new",
                "--window-size=1280,900",
                "--hide-scrollbars",
                "--lang=en",
                "--disable-dev-shm-usage",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1");
        options.setCapability("goog:loggingPrefs", logs);
        try {
            driver = new ChromeDriver(
                    new ChromeDriverService.Builder()
                            .usingDriverExecutable(chromedriver.toFile())
                            .usingAnyFreePort()
                            .withEnvironment(Map.of("TMPDIR", folder.toString()))
                            .withSilent(true)
                            .build(),
                    options);
        } catch (WebDriverException | IllegalStateException e) {
            clear();
            throw e;
        }
    }

    /** As one that was just started, for the next test. */
    void fresh() {
        driver.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", false));
        driver.get("about:blank");
        dark(false);
        screen(1280, 900, false);
        forget();
        traffic.clear();
    }

    /**
     * Starts one; the test is skipped where there is none, or only the stub that asks for the snap, as of Ubuntu. Once
     * one has started here, one that does not is a failure.
     */
    static Browser start() throws IOException {
        Optional<Path> chromium = onPath("chromium");
        Optional<Path> chromedriver = onPath("chromedriver");
        assumeTrue(
                chromium.isPresent() && chromedriver.isPresent(),
                "chromium and chromedriver are not on PATH: packages chromium and chromium-driver of Debian");
        try {
            Browser browser = new Browser(chromium.orElseThrow(), chromedriver.orElseThrow());
            starts = true;
            return browser;
        } catch (WebDriverException | IllegalStateException e) {
            assumeTrue(starts, () -> chromium.orElseThrow() + " is there and does not start: " + firstLine(e));
            throw e;
        }
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static Optional<Path> onPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Goes to an address, as somebody who types it. */
    void open(URI address) {
        driver.get(address.toString());
    }

    void dark(boolean dark) {
        Map<String, Object> scheme = Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of(scheme)));
    }

    /** A screen of this size; a phone's has no room beside the page. */
    void screen(int width, int height, boolean phone) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", phone));
    }

    void withoutScripts() {
        driver.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", true));
    }

    /** Evaluates the body of a function. */
    @Nullable
    Object script(String body, Object... arguments) {
        return driver.executeScript(body, arguments);
    }

    /** A number that a script gives. */
    long number(String expression) {
        Object value = script("return " + expression);
        return value instanceof Number number ? number.longValue() : -1;
    }

    boolean holds(String expression) {
        return Boolean.TRUE.equals(script("return " + expression));
    }

    /** The same of a body that calls its last argument when it is done. */
    @Nullable
    Object scriptThatEnds(String body, Object... arguments) {
        return driver.executeAsyncScript(body, arguments);
    }

    /** What people read there, whitespace as one blank. */
    String text(String selector) {
        return driver.findElement(By.cssSelector(selector)).getText().replaceAll("\\s+", " ");
    }

    WebElement xpath(String path) {
        return driver.findElement(By.xpath(path));
    }

    List<WebElement> all(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    WebElement focused() {
        return driver.switchTo().activeElement();
    }

    /** Presses keys, wherever the focus is. */
    void press(CharSequence... keys) {
        new org.openqa.selenium.interactions.Actions(driver).sendKeys(keys).perform();
    }

    String address() {
        return driver.getCurrentUrl();
    }

    byte[] picture() {
        return driver.getScreenshotAs(OutputType.BYTES);
    }

    /** Waits until people can read the text there. */
    void shows(String selector, String text) {
        Await.until(() -> text(selector).contains(text), Await.BOUND, text + " in " + selector, () -> text("body"));
    }

    void hides(String selector, String text) {
        Await.until(() -> !text(selector).contains(text), Await.BOUND, "no " + text + " in " + selector);
    }

    /** What was said and asked for so far does not count. */
    void forget() {
        driver.manage().logs().get("browser");
        driver.manage().logs().get("performance");
    }

    /** Nothing was said on the console so far, and no other host was asked for anything. */
    void assertQuiet(URI page) throws IOException {
        assertThat(driver.manage().logs().get("browser").getAll())
                .extracting(LogEntry::getMessage)
                .isEmpty();
        for (LogEntry entry : driver.manage().logs().get("performance")) {
            traffic.add(JSON.readTree(entry.getMessage()).path("message"));
        }
        List<String> asked = traffic.stream()
                .filter(event -> event.path("method").asText().equals("Network.requestWillBeSent"))
                .map(event -> event.at("/params/request/url").asText())
                .toList();
        assertThat(asked).isNotEmpty().allSatisfy(url -> assertThat(url).startsWith(page + "/"));
    }

    @Override
    public void close() {
        driver.quit();
        clear();
    }

    private void clear() {
        // Its last processes may still be writing there.
        Await.until(this::isCleared, Await.BOUND, folder + " is gone");
    }

    private boolean isCleared() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
        return !Files.exists(folder);
    }
}
