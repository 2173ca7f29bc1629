package io.rebootmgr.consul;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentPlaceTest {
    private static boolean isOnThisMachine(String host) throws UnusablePem {
        URI address = URI.create("http://" + host + ":8500");
        try (ConsulAdapter consul = new ConsulAdapter(ConnectionSettings.plain(address, Duration.ofSeconds(1)))) {
            return consul.isOnThisMachine();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, true",
        "127.0.0.1, true",
        "127.9.8.7, true",
        "[::1], true",
        "0.0.0.0, true",
        "192.0.2.1, false",
        "[2001:db8::1], false"
    })
    void anAgentIsOnThisMachineByItsAddress(String host, boolean here) throws UnusablePem {
        assertThat(isOnThisMachine(host)).isEqualTo(here);
    }

    @Test
    void everyAddressOfThisMachineIs() throws Exception {
        for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
            for (InetAddress address : network.inetAddresses().toList()) {
                String text = address.getHostAddress();
                if (!address.isLinkLocalAddress()) {
                    assertThat(isOnThisMachine(text.contains(":") ? "[" + text + "]" : text))
                            .as(text)
                            .isTrue();
                }
            }
        }
    }
}
