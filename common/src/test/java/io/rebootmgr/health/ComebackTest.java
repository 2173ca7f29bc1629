package io.rebootmgr.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.Consul.Check;
import io.rebootmgr.consul.Consul.Instance;
import io.rebootmgr.consul.Consul.LocalService;
import io.rebootmgr.verdict.ExitCode;
import io.rebootmgr.verdict.Verdict;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ComebackTest {
    private static final Check SERF = new Check("serfHealth", "", "passing", "");
    private static final Check OWN = new Check("service:web", "", "critical", "", "web");
    private static final Check MAINTENANCE = new Check("_service_maintenance:web", "", "critical", "", "web");

    private static Instance on(String node, Check... checks) {
        return new Instance(node, "web", "web", List.of("rebootmgr"), List.of(checks));
    }

    private static LocalService local(String... tags) {
        return new LocalService("web-4711", "web", List.of(tags));
    }

    private static Verdict judge(boolean hadCheck, List<LocalService> local, Map<String, List<Instance>> instances) {
        return Comeback.judge(Map.of("web", hadCheck), local, instances, "me");
    }

    @Test
    void whatIsAwaitedHadACheckOfItsOwnOrNot() {
        assertThat(Comeback.awaited(Map.of("web", List.of(on("other", SERF, OWN), on("me", SERF, OWN))), "me"))
                .containsExactly(Map.entry("web", true));
        assertThat(Comeback.awaited(Map.of("web", List.of(on("other", SERF, OWN), on("me", SERF, MAINTENANCE))), "me"))
                .containsExactly(Map.entry("web", false));
        assertThat(Comeback.awaited(Map.of("web", List.of(on("ME", OWN))), "me"))
                .as("Consul takes both for the same")
                .containsEntry("web", true);
    }

    @Test
    void oneThatIsNotRegisteredHoldsAndIsNamed() {
        Verdict verdict = judge(false, List.of(), Map.of());
        assertThat(verdict.holds()).isTrue();
        assertThat(verdict.code()).isEqualTo(ExitCode.HEALTH);
        assertThat(verdict.text()).isEqualTo("not registered again at this node's Consul agent: web");
    }

    @Test
    void othersInstancesAreNotOurs() {
        assertThat(judge(true, List.of(local("rebootmgr")), Map.of("web", List.of(on("other", OWN))))
                        .text())
                .isEqualTo(
                        "registered again, and not in Consul's catalog yet (this node's Consul agent's log says why): web");
    }

    @Test
    void oneWithoutTheCheckThatItHadHolds() {
        Map<String, List<Instance>> bare = Map.of("web", List.of(on("me", SERF, MAINTENANCE)));
        assertThat(judge(true, List.of(local("rebootmgr")), bare).text())
                .isEqualTo("registered again without the health check that it had: web");
        assertThat(judge(false, List.of(local("rebootmgr")), bare).holds()).isFalse();
    }

    @Test
    void oneThatIsThereIsBackWhateverItsHealth() {
        assertThat(judge(true, List.of(local("rebootmgr")), Map.of("web", List.of(on("me", SERF, OWN))))
                        .holds())
                .isFalse();
    }

    @Test
    void oneWithoutATagOfOursHasNoSayAnyMore() {
        assertThat(judge(true, List.of(local()), Map.of()).holds()).isFalse();
    }

    @Test
    void thereIsABoundToWhatIsTold() {
        Map<String, Boolean> many = new TreeMap<>();
        IntStream.range(0, 200).forEach(i -> many.put("service-%03d".formatted(i) + "\u001b[31m\nx", true));
        assertThat(Comeback.judge(many, List.of(), Map.of(), "me").text())
                .contains("service-000", "and 180 more")
                .hasSizeLessThanOrEqualTo(1000)
                .doesNotContain("\u001b", "\n");
    }
}
