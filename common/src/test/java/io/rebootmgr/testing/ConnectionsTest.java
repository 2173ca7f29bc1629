package io.rebootmgr.testing;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
    private static final int ROUNDS = 500;

    @Test
    void nobodyListensOnceItIsClosed() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            URI address;
            try (RawServer server = RawServer.answering((head, out) -> {})) {
                address = server.address();
                new Socket(address.getHost(), address.getPort()).close();
            }
            assertThatExceptionOfType(ConnectException.class)
                    .as("round %s", i)
                    .isThrownBy(() -> new Socket(address.getHost(), address.getPort()).close());
        }
    }
}
