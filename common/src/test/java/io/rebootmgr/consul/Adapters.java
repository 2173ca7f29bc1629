package io.rebootmgr.consul;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rebootmgr.consul.ConsulException.Kind;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What the adapter's tests say again and again. */
final class Adapters {
    static final Duration TIMEOUT = Duration.ofSeconds(10);

    private Adapters() {}

    static ConsulAdapter at(URI address) {
        return with(ConnectionSettings.plain(address, TIMEOUT));
    }

    static ConsulAdapter with(ConnectionSettings settings) {
        try {
            return new ConsulAdapter(settings);
        } catch (UnusablePem e) {
            throw new AssertionError(e);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The message of the {@link ConsulException} of this kind that the call must throw. */
    static String failure(Kind kind, ThrowingCallable call) {
        String[] message = new String[1];
        assertThatExceptionOfType(ConsulException.class)
                .isThrownBy(call)
                .satisfies(e -> org.assertj.core.api.Assertions.assertThat(e.kind())
                        .as(e.getMessage())
                        .isEqualTo(kind))
                .satisfies(e -> message[0] = String.valueOf(e.getMessage()));
        return message[0];
    }
}
