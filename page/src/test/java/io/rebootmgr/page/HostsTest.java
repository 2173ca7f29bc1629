package io.rebootmgr.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** Under a name that a foreign site could have given our address nothing is answered. */
class HostsTest {
    @Test
    void onlyNamesThatNobodyElseCanRebindAreAnswered() {
        Hosts hosts = new Hosts(Set.of("Fleet.example.net"));
        assertThat(hosts.allow("localhost")).isTrue();
        assertThat(hosts.allow("127.0.0.1")).isTrue();
        assertThat(hosts.allow("[::1]")).isTrue();
        assertThat(hosts.allow("fleet.example.NET")).isTrue();
        assertThat(hosts.allow("evil.example.org")).isFalse();
        assertThat(hosts.allow("127.0.0.1.evil.example.org")).isFalse();
        assertThat(hosts.allow("")).isFalse();
    }
}
