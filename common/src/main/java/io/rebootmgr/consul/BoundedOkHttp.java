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
 * OkHttp as a write can bear it: nothing but a question is sent twice, no redirect is followed, no connection is used
 * twice (a pooled one may be dead, and then nobody knows what arrived) and Consul is told so, and all of a call, the
 * answer's last byte and every repetition included, is bounded in time and size.
 */
final class BoundedOkHttp {
    private static final int FORBIDDEN = 403;

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
                .addInterceptor(chain -> repeated(chain, settings))
                .addInterceptor(chain -> whole(chain, new Redaction(settings.token())));
        tls.ifPresent(sockets ->
                builder.sslSocketFactory(sockets, sockets.trust()).hostnameVerifier(TlsSockets.CHECKED_IN_HANDSHAKE));
        builder.addInterceptor(chain -> {
            // Unpacked, for the length of a packed answer is not checked: a cut one would pass for broken JSON.
            Request.Builder request = chain.request()
                    .newBuilder()
                    .header("Accept-Encoding", "identity")
                    .header("Connection", "close");
            settings.token().ifPresent(token -> request.header("X-Consul-Token", token));
            return chain.proceed(request.build());
        });
        return builder.build();
    }

    private static Response repeated(Interceptor.Chain chain, ConnectionSettings settings) throws IOException {
        Request request = chain.request();
        return request.method().equals("GET")
                ? AskedAgain.within(settings.timeout(), left -> chain.proceed(request))
                : chain.proceed(request);
    }

    /**
     * Whether Consul (1.11 on) says that it left out what the token may not see: no answer, where what is not seen
     * cannot be seen to fail. The agent's own checks are asked for one of the node's own only.
     */
    private static boolean isLeftOut(Response response) {
        return "true".equalsIgnoreCase(response.header("X-Consul-Results-Filtered-By-ACLs"))
                && !response.request().url().encodedPath().equals("/v1/agent/checks");
    }

    /** Reads all of the answer before anybody parses it, so that a broken connection is not taken for broken JSON. */
    private static Response whole(Interceptor.Chain chain, Redaction redaction) throws IOException {
        Response response = chain.proceed(chain.request());
        try (ResponseBody body = Objects.requireNonNull(response.body(), "body")) {
            byte[] bytes = TooLarge.readAll(body.byteStream());
            if (!response.isSuccessful()) {
                throw new Rejected(response.code(), redaction.of(new String(bytes, StandardCharsets.UTF_8)));
            }
            if (isLeftOut(response)) {
                throw new Rejected(FORBIDDEN, "some of it may not be seen by this token");
            }
            return response.newBuilder()
                    .body(ResponseBody.create(bytes, body.contentType()))
                    .build();
        }
    }
}
