package io.rebootmgr.cli;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Answers that a real Consul cannot be made to give, and input that a person got wrong: one clear line, nothing done.
 */
class BrokenConsulIT {
    private static WireMockServer consul;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        consul =
                new WireMockServer(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));
        consul.start();
    }

    @AfterAll
    static void stop() {
        consul.stop();
    }

    private TestNode node() {
        return new TestNode(folder, consul.baseUrl(), "web1", "service/rebootmgr", "web");
    }

    private void assertSaysSoAndDoesNothing(TestNode node, int code) {
        var run = node.task("pre_boot", "10-drain", "exit 0").wantsReboot().run("run");
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        assertThat(run.err().lines().count()).as(run.err()).isLessThanOrEqualTo(2);
        assertThat(run.err()).doesNotContain("Exception", "\tat ");
        assertThat(node.log()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>proxy error</html>",
                "{",
                "[]",
                "null",
                "{\"Results\":[{\"KV\":{\"Key\":1}}]}",
                "{\"Results\":[{\"KV\":{\"Key\":\"service/rebootmgr/config\",\"Value\":\"%%%\",\"ModifyIndex\":1}}]}",
            })
    void anAnswerThatIsNotConsuls(String body) {
        consul.stubFor(any(anyUrl()).willReturn(aResponse().withBody(body)));
        assertSaysSoAndDoesNothing(node(), 8);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 403, 404, 429, 500, 502})
    void aStatusThatIsNotAnAnswer(int status) {
        consul.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(status).withBody("no")));
        assertSaysSoAndDoesNothing(node(), 8);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void aConnectionThatBreaks(Fault fault) {
        consul.stubFor(any(anyUrl()).willReturn(aResponse().withFault(fault)));
        assertSaysSoAndDoesNothing(node(), 8);
    }

    @Test
    void noConsulAtAll() {
        TestNode node = new TestNode(folder, "http://127.0.0.1:1", "web1", "service/rebootmgr", "web");
        assertSaysSoAndDoesNothing(node, 8);
        assertThat(node.run("run").err()).contains("127.0.0.1:1");
    }

    @Test
    void everyMistakeInTheSettingsIsToldAtOnce() {
        TestNode node = node().settings("[rebot]\nx = 1\n[reboot]\ngrace = \"soon\"\n");
        var run = node.run("run");
        assertThat(run.code()).isEqualTo(105);
        assertThat(run.err()).contains("rebot", "grace", "soon", "rebootmgr.toml");
    }

    @Test
    void aSettingsFileThatIsNotThere() {
        TestNode node = node();
        node.delete("rebootmgr.toml");
        var run = node.run("run");
        assertThat(run.code()).isEqualTo(105);
        assertThat(run.err()).contains("rebootmgr.toml");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--frobnicate", "--wait=soon", "--ignore=stop"})
    void wrongUsage(String option) {
        var run = node().run("run", option);
        assertThat(run.code()).isEqualTo(64);
        assertThat(run.err()).contains("rebootmgr run --help");
        assertThat(run.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "{\"id\":\"x\"}", ""})
    void aClaimFileThatCannotBeReadIsPutAsideAndConsulIsAsked(String content) {
        TestNode node = new TestNode(folder, "http://127.0.0.1:1", "web1", "p", "web");
        folder.resolve("state").toFile().mkdirs();
        node.write("state/claim.json", content);
        var run = node.run("run");
        assertThat(run.code()).as(run.err()).isEqualTo(8);
        assertThat(node.read("state/claim.json.unreadable")).isEqualTo(content);
        assertThat(node.hasClaimFile()).isFalse();
    }
}
