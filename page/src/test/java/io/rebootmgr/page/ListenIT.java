package io.rebootmgr.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.testing.Certificates;
import io.rebootmgr.testing.ConsulCluster;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where others can reach it: with TLS, and without. */
class ListenIT {
    private static ConsulCluster consul;

    @TempDir
    private Path folder;

    @BeforeAll
    static void aConsul() {
        consul = ConsulCluster.builder().inMemory().start();
        consul.servers().getFirst().api().putValue("fleet/config", "{\"settle\":\"0s\"}");
    }

    @AfterAll
    static void noConsul() {
        consul.close();
    }

    private static URI http() {
        return consul.servers().getFirst().http();
    }

    @Test
    void servesHttpsToWhoeverTrustsItsCertificate() throws Exception {
        Certificates made = Certificates.create(folder.resolve("tls"), List.of("127.0.0.1"));
        String certificate = made.folder().resolve("server.pem").toString();
        String key = made.folder().resolve("server-key.pem").toString();
        HttpClient client =
                HttpClient.newBuilder().sslContext(trusting(made.ca())).build();
        try (RunningPage page = RunningPage.start(
                client, folder, http(), "--listen", "0.0.0.0:0", "--tls-cert", certificate, "--tls-key", key)) {
            HttpResponse<String> whole = page.get("/");
            assertThat(whole.statusCode()).isEqualTo(200);
            assertThat(whole.body()).contains("Read from Consul at");
            assertThat(whole.sslSession()).isPresent();
            assertThat(page.said()).singleElement().asString().contains("the page is at https://0.0.0.0:");
        }
    }

    private static SSLContext trusting(Path ca) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(ca)) {
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    @Test
    void saysOnceInPlainWordsWhatItMeansToServeOthersWithoutTls() throws Exception {
        try (RunningPage page = RunningPage.start(
                HttpClient.newHttpClient(), folder, http(), "--listen", "0.0.0.0:0", "--insecure-listen")) {
            assertThat(page.get("/").statusCode()).isEqualTo(200);
            assertThat(page.get("/").statusCode()).isEqualTo(200);
            assertThat(page.said())
                    .filteredOn(line -> line.contains("without TLS"))
                    .singleElement()
                    .asString()
                    .contains("who is on the way can read along", "tokens", "Put TLS in front");
        }
        try (RunningPage page = RunningPage.start(
                HttpClient.newHttpClient(), folder, http(), "--listen", "127.0.0.1:0", "--insecure-listen")) {
            assertThat(page.said()).singleElement().asString().contains("the page is at http://127.0.0.1:");
        }
    }
}
