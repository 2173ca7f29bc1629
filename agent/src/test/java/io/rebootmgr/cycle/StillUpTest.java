package io.rebootmgr.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimState;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A node that has committed and is still up, from what it wrote down alone; it is up for an hour, and may for 15 min.
 */
class StillUpTest {
    @ParameterizedTest
    @CsvSource({
        // Minutes of its boot at the commit; whether a command was given, whether that failed, whether it was told.
        "55, false, false, false, NotCommanded",
        "5, false, false, false, NotCommanded",
        "5, false, true, true, NotCommanded",
        "55, true, false, false, UnderWay",
        "55, true, true, false, UnderWay",
        "46, true, false, true, UnderWay",
        "45, true, false, false, Unreported",
        "5, true, false, true, Overdue",
        "5, true, true, false, CommandFailed",
        "5, true, true, true, CommandFailed",
        // No boot is younger than its commit: nobody knows when it was, and the whole boot is the most that it can be.
        "70, true, false, false, Unreported"
    })
    void whatFollows(int minutes, boolean commanded, boolean failed, boolean told, String next) {
        World world = new World("web1", "web", new Keys("p"));
        Consul nobody = (Consul) Proxy.newProxyInstance(
                Consul.class.getClassLoader(), new Class<?>[] {Consul.class}, (self, method, arguments) -> {
                    throw new AssertionError("asks Consul");
                });
        LocalClaim local = new LocalClaim(
                "c1",
                "web",
                LocalClaim.Step.REBOOTING,
                "boot-1",
                "s",
                "r",
                true,
                List.of(),
                new LocalClaim.Commit(Duration.ofMinutes(minutes), "", told, failed, commanded),
                Entry.begun("c1", "web1", "web", "r", List.of(), Instant.EPOCH));
        Claim claim = new Claim("c1", "web1", ClaimState.REBOOTING, "boot-1", "", Instant.EPOCH, "r", List.of());

        StillUp stillUp = StillUp.of(new Ports(nobody, world, world, world, () -> "id"), world.self(), local, claim);

        assertThat(stillUp.getClass().getSimpleName()).isEqualTo(next);
    }
}
