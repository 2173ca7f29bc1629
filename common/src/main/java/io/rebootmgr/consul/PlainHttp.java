package io.rebootmgr.consul;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.net.ssl.HttpsURLConnection;

/**
 * The JDK's oldest HTTP client, which starts in a tenth of the time of any other: all that an idle run needs, and what
 * consul-client cannot do. Every request has a connection of its own, for on a kept one that turns out to be dead
 * nobody can tell what arrived. No redirect is followed, nothing that writes is sent twice, and questions are
 * {@link AskedAgain}.
 */
final class PlainHttp {
    private final ConnectionSettings settings;
    private final Optional<TlsSockets> tls;

    PlainHttp(ConnectionSettings settings, Optional<TlsSockets> tls) {
        this.settings = settings;
        this.tls = tls;
    }

    /** Whatever came back; {@code index} is Consul's for a blocking query, 0 where it told none. */
    record Answer(int status, byte[] body, long index) {
        /** This answer if it is a success. */
        Answer orRejected() throws Rejected {
            if (status != 200) {
                throw new Rejected(status, new String(body, StandardCharsets.UTF_8));
            }
            return this;
        }
    }

    /** Asked again while the answer is none but may be one soon; {@code fine} are statuses that are an answer. */
    Answer get(String path, int... fine) throws IOException {
        return repeated(fine, () -> answer(open("GET", path, settings.timeout())));
    }

    /** For a blocking query, which Consul answers up to {@code wait} and a sixteenth later. */
    Answer getAfter(Duration wait, String path) throws IOException {
        Duration timeout = settings.timeout().plus(wait).plus(wait.dividedBy(16));
        return Deadline.within(timeout, () -> answer(open("GET", path, timeout)));
    }

    /** A question that needs a body: asked again as {@link #get} is. */
    Answer query(String path, byte[] body) throws IOException {
        return repeated(new int[0], () -> sent(path, body));
    }

    /** Sent once. */
    Answer put(String path, byte[] body) throws IOException {
        return Deadline.within(settings.timeout(), () -> sent(path, body));
    }

    private Answer repeated(int[] fine, Callable<Answer> question) throws IOException {
        return AskedAgain.within(settings.timeout(), left -> {
            Answer answer = Deadline.within(left, question);
            for (int status : fine) {
                if (status == answer.status()) {
                    return answer;
                }
            }
            return AskedAgain.isBusy(answer.status()) ? answer.orRejected() : answer;
        });
    }

    private Answer sent(String path, byte[] body) throws IOException {
        HttpURLConnection http = open("PUT", path, settings.timeout());
        http.setDoOutput(true);
        // Streaming switches off the client's own second try.
        http.setFixedLengthStreamingMode(body.length);
        http.setRequestProperty("Content-Type", "application/json");
        http.getOutputStream().write(body);
        return answer(http);
    }

    private HttpURLConnection open(String method, String path, Duration timeout) throws IOException {
        URI uri = settings.address().resolve(path);
        HttpURLConnection http = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
        if (http instanceof HttpsURLConnection https && tls.isPresent()) {
            https.setSSLSocketFactory(tls.get());
            https.setHostnameVerifier(TlsSockets.CHECKED_IN_HANDSHAKE);
        }
        http.setConnectTimeout(Math.toIntExact(settings.timeout().toMillis()));
        http.setReadTimeout(Math.toIntExact(timeout.toMillis()));
        http.setRequestMethod(method);
        http.setInstanceFollowRedirects(false);
        http.setUseCaches(false);
        http.setRequestProperty("Connection", "close");
        settings.token().ifPresent(token -> http.setRequestProperty("X-Consul-Token", token));
        return http;
    }

    private static Answer answer(HttpURLConnection http) throws IOException {
        try {
            int status = http.getResponseCode();
            long index = Math.max(0, http.getHeaderFieldLong("X-Consul-Index", 0));
            InputStream body = status >= 400 ? http.getErrorStream() : http.getInputStream();
            if (body == null) {
                return new Answer(status, new byte[0], index);
            }
            byte[] bytes = TooLarge.readAll(body);
            long announced = http.getContentLengthLong();
            // The JDK takes a connection that ends early for the end of the body.
            if (announced > bytes.length) {
                throw new IOException("the connection ended after " + bytes.length + " of " + announced + " bytes");
            }
            return new Answer(status, bytes, index);
        } finally {
            http.disconnect();
        }
    }
}
