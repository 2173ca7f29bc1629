package io.rebootmgr.consul;

import java.io.IOException;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;

/**
 * OkHttp as a write can bear it: nothing is sent twice, no redirect is followed, no connection is used twice (a pooled one
 * may be dead, and then nobody knows what arrived), and all of a call, the answer's last byte included, is bounded in time
 * and size.
 */
final class BoundedOkHttp {
    private BoundedOkHttp() {}

    static OkHttpClient client(ConnectionSettings settings, Optional<TlsSockets> tls) {
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .followSslRedirects(false)
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
                .protocols(List.of(Protocol.HTTP_1_1))
                .proxy(Proxy.NO_PROXY)
                .callTimeout(settings.timeout())
                .connectTimeout(settings.timeout())
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .addInterceptor(BoundedOkHttp::whole);
        tls.ifPresent(sockets ->
                builder.sslSocketFactory(sockets, sockets.trust()).hostnameVerifier(TlsSockets.CHECKED_IN_HANDSHAKE));
        builder.addInterceptor(chain -> {
            // Unpacked, for the length of a packed answer is not checked: a cut one would pass for broken JSON.
            Request.Builder request = chain.request().newBuilder().header("Accept-Encoding", "identity");
            settings.token().ifPresent(token -> request.header("X-Consul-Token", token));
            return chain.proceed(request.build());
        });
        return builder.build();
    }

    /** Reads all of the answer before anybody parses it, so that a broken connection is not taken for broken JSON. */
    private static Response whole(Interceptor.Chain chain) throws IOException {
        Response response = chain.proceed(chain.request());
        try (ResponseBody body = Objects.requireNonNull(response.body(), "body")) {
            byte[] bytes = TooLarge.readAll(body.byteStream());
            if (!response.isSuccessful()) {
                throw new Rejected(response.code(), new String(bytes, StandardCharsets.UTF_8));
            }
            return response.newBuilder()
                    .body(ResponseBody.create(bytes, body.contentType()))
                    .build();
        }
    }
}
