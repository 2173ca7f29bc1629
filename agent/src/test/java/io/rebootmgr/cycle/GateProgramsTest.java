package io.rebootmgr.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.View;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.StaleFacts;
import io.rebootmgr.gate.Programs;
import io.rebootmgr.golden.StillConsul;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.task.Stage;
import io.rebootmgr.task.TaskRunner;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How old an answer may be, and that what a program takes is not taken for the silence of Consul. */
class GateProgramsTest {
    private static final Keys KEYS = new Keys("r");
    private static final Duration TTL = Duration.ofSeconds(30);

    private final World world = new World("web1", "web", KEYS);
    private final StillConsul consul = new StillConsul();
    private Duration takes = Duration.ZERO;
    private boolean there = true;
    private int asked;

    /** One program, which takes its time. */
    private final TaskRunner runner = new TaskRunner() {
        @Override
        public Listing list(Stage stage) {
            return new Listing.Found(there ? List.of(new Task(stage, "10-gate", "/10-gate")) : List.of(), List.of());
        }

        @Override
        public End run(Task task, Map<String, String> environment, Duration timeout, Watch watch) {
            asked++;
            for (Duration past = Duration.ZERO; past.compareTo(takes) < 0; past = past.plusSeconds(1)) {
                world.sleep(Duration.ofSeconds(1));
                Optional<String> why = watch.look();
                if (why.isPresent()) {
                    return new End.Ended(why.get(), past);
                }
            }
            return new End.Exited(0, takes);
        }
    };

    private final Ports ports = new Ports(renewing(), world, runner, world, () -> "claim");

    private Consul renewing() {
        return (Consul) Proxy.newProxyInstance(
                Consul.class.getClassLoader(),
                new Class<?>[] {Consul.class},
                (self, method, arguments) ->
                        method.getName().equals("renewSession") ? true : method.invoke(consul, arguments));
    }

    private final SessionGuard guard = SessionGuard.ofSession(ports, world.self(), "session", TTL);
    private final GatePrograms programs = new GatePrograms(ports, RunRequest.TIMER, () -> guard);

    private final Facts facts = new StaleFacts(world.self(), new View(List.of()), List.of());

    private Programs.Said ask() {
        return programs.by(Policy.DEFAULTS, ChangeKind.REBOOT, "claim", "why", facts)
                .ask();
    }

    GateProgramsTest() {
        consul.lock(KEYS.preparing("web", "web1"), "session");
    }

    @Test
    void anAnswerCountsForAMinuteFromWhenItWasGiven() {
        takes = Duration.ofSeconds(25);
        ask();
        world.sleep(Duration.ofSeconds(59));
        ask();
        assertThat(asked).isEqualTo(1);

        world.sleep(Duration.ofSeconds(1));
        ask();
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void aNewOneIsAskedForWhereThatIsWanted() {
        ask();
        programs.askAnew();
        ask();
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void nothingIsLookedAtAnewWhereThereAreNone() {
        ask();
        assertThat(programs.wereAsked()).isTrue();

        there = false;
        programs.askAnew();
        programs.beginLook();
        ask();
        assertThat(programs.wereAsked()).isFalse();
    }

    @Test
    void whatTheyTakeIsNotTheSilenceOfConsul() {
        takes = Duration.ofSeconds(28);
        int[] tries = {0};

        Optional<String> answer = guard.persist(() -> {
            ask();
            if (tries[0]++ == 0) {
                throw new ConsulException(ConsulException.Kind.UNREACHABLE, "a leader is being elected");
            }
            return "answer";
        });

        assertThat(answer).contains("answer");
        assertThat(asked).isEqualTo(1);
    }

    @Test
    void oneThatRunsIsEndedWithTheClaim() {
        takes = Duration.ofSeconds(28);
        consul.put(KEYS.stop(), "incident");

        assertThat(ask())
                .isInstanceOfSatisfying(
                        Programs.Answers.class,
                        said -> assertThat(said.answers())
                                .extracting(answer -> answer.verdict().text())
                                .containsExactly("was ended: "
                                        + guard.broken().orElseThrow().text()));
        assertThat(programs.wereCutShort()).isTrue();
    }
}
