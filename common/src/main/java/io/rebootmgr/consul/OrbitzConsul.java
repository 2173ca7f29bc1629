package io.rebootmgr.consul;

import com.orbitz.consul.ClientsOver;
import java.util.Optional;
import okhttp3.OkHttpClient;

/** What goes over consul-client. Loading it costs a third of a second of processor time: only who needs it pays. */
final class OrbitzConsul {
    private final OkHttpClient http;
    private final OrbitzWrites writes;
    private final OrbitzSessions sessions;
    private final OrbitzReads facts;

    OrbitzConsul(ConnectionSettings settings, Optional<TlsSockets> tls, ConsulFailures failures) {
        this.http = BoundedOkHttp.client(settings, tls);
        ClientsOver clients = ClientsOver.of(settings.address().toString(), http);
        OrbitzCalls calls = new OrbitzCalls(failures);
        this.writes = new OrbitzWrites(clients.keys(), failures);
        this.sessions = new OrbitzSessions(clients.sessions(), calls);
        this.facts = new OrbitzReads(clients, calls);
    }

    OrbitzWrites writes() {
        return writes;
    }

    OrbitzSessions sessions() {
        return sessions;
    }

    OrbitzReads facts() {
        return facts;
    }

    void close() {
        http.dispatcher().cancelAll();
        http.connectionPool().evictAll();
    }
}
