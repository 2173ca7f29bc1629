package com.orbitz.consul;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.orbitz.consul.config.ClientConfig;
import com.orbitz.consul.monitoring.ClientEventCallback;
import com.orbitz.consul.util.Jackson;
import okhttp3.OkHttpClient;
import retrofit2.Retrofit;
import retrofit2.converter.jackson.JacksonConverterFactory;

/**
 * consul-client's clients over an HTTP client of our own. Its builder makes one itself, which re-sends writes, follows
 * redirects with the token and bounds no call as a whole; none of that can be switched off from outside. The
 * constructors used here are package-private, hence the package. Only the clients that are needed are built.
 */
public record ClientsOver(
        AgentClient agent, HealthClient health, KeyValueClient keys, SessionClient sessions, StatusClient status) {

    /** All of them, for the Consul at {@code address}: {@code http://host:port/}. */
    public static ClientsOver of(String address, OkHttpClient http) {
        ObjectMapper strict = Jackson.MAPPER.copy().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        Retrofit retrofit = new Retrofit.Builder()
                .baseUrl(address + "v1/")
                .addConverterFactory(JacksonConverterFactory.create(strict))
                .client(http)
                .build();
        ClientConfig config = new ClientConfig();
        ClientEventCallback silent = new ClientEventCallback() {};
        Consul.NetworkTimeoutConfig timeouts = new Consul.NetworkTimeoutConfig.Builder()
                .withConnectTimeout(http::connectTimeoutMillis)
                .withReadTimeout(http::readTimeoutMillis)
                .withWriteTimeout(http::writeTimeoutMillis)
                .build();
        return new ClientsOver(
                new AgentClient(retrofit, config, silent),
                new HealthClient(retrofit, config, silent, timeouts),
                new KeyValueClient(retrofit, config, silent, timeouts),
                new SessionClient(retrofit, config, silent),
                new StatusClient(retrofit, config, silent));
    }
}
