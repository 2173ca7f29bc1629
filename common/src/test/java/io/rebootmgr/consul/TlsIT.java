package io.rebootmgr.consul;

import static io.rebootmgr.consul.Adapters.bytes;
import static io.rebootmgr.consul.Adapters.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.ConsulException.Kind;
import io.rebootmgr.testing.Certificates;
import io.rebootmgr.testing.Certificates.KeyForm;
import io.rebootmgr.testing.ConsulAgent;
import io.rebootmgr.testing.ConsulCluster;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A Consul that asks for client certificates, over both HTTP clients. */
class TlsIT {
    private static final ConsulCluster CLUSTER =
            ConsulCluster.builder().inMemory().tls().start();
    private static final Certificates CERTIFICATES = CLUSTER.certificates();
    private static final Optional<Path> CA = Optional.of(CERTIFICATES.ca());

    private final ConsulAgent agent = CLUSTER.agent("server1");

    @AfterAll
    static void stop() {
        CLUSTER.close();
    }

    @Test
    void theAddressInTheCertificateIsEnough() {
        assertWorks(consul(agent.https(), CA, true, Optional.empty()));
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"ENCRYPTED", "TRADITIONAL_ENCRYPTED", "CURVE_OF_NOBODY"})
    void aClientKeyOfEachFormOpens(KeyForm form) {
        String name = CERTIFICATES.client(form);
        Path folder = CERTIFICATES.folder();
        assertWorks(consul(
                agent.https(),
                new TlsSettings(
                        CA,
                        Optional.of(folder.resolve(name + ".pem")),
                        Optional.of(folder.resolve(name + "-key.pem")),
                        true,
                        Optional.empty())));
    }

    @Test
    void theServerNameIsWhatIsCheckedInsteadOfTheHost() {
        assertWorks(consul(agent.https(), CA, true, Optional.of(Certificates.SERVER_NAME)));
        assertUntrusted(consul(agent.https(), CA, true, Optional.of("another.name")), "another.name");
    }

    @Test
    void aServerOfAnotherAuthorityOrNameIsNotTalkedTo() {
        assertUntrusted(consul(agent.https(), Optional.of(CERTIFICATES.otherCa()), true, Optional.empty()), "path");
        assertUntrusted(consul(agent.https(), Optional.empty(), true, Optional.empty()), "path");
    }

    @Test
    void withoutVerificationAnyServerWillDo() {
        assertWorks(consul(agent.https(), Optional.of(CERTIFICATES.otherCa()), false, Optional.of("another.name")));
    }

    @Test
    void withoutAClientCertificateItIsSaidThatTlsIsTheTrouble() {
        TlsSettings noClient = new TlsSettings(CA, Optional.empty(), Optional.empty(), true, Optional.empty());
        assertUntrusted(consul(agent.https(), noClient), "cert_file");
    }

    @Test
    void plainHttpToTheTlsPortIsNotTakenForAnAnswer() {
        URI wrong = URI.create(agent.https().toString().replace("https", "http"));
        ConsulAdapter consul = Adapters.at(wrong);
        // Consul says 400 and closes the connection; whether we read the one or meet the other first is a race.
        assertThatExceptionOfType(ConsulException.class).isThrownBy(() -> consul.read(Consistency.STALE, List.of("a")));
        assertThatExceptionOfType(ConsulException.class).isThrownBy(consul::members);
    }

    private static void assertWorks(ConsulAdapter consul) {
        assertThat(consul.write(List.of(new Operation.Put("a", bytes("1"))))).isEqualTo(new Written.Applied());
        assertThat(consul.read(Consistency.CONSISTENT, List.of("a")).get("a")).isPresent();
        assertThat(consul.members()).hasSize(1);
    }

    private static void assertUntrusted(ConsulAdapter consul, String text) {
        assertThat(failure(Kind.UNREACHABLE, () -> consul.read(Consistency.STALE, List.of("a"))))
                .contains("TLS", text);
        assertThat(failure(Kind.UNREACHABLE, consul::members)).contains("TLS", text);
    }

    private static ConsulAdapter consul(URI address, Optional<Path> ca, boolean verify, Optional<String> name) {
        return consul(
                address,
                new TlsSettings(
                        ca, Optional.of(CERTIFICATES.client()), Optional.of(CERTIFICATES.clientKey()), verify, name));
    }

    private static ConsulAdapter consul(URI address, TlsSettings tls) {
        return Adapters.with(new ConnectionSettings(address, Optional.empty(), Adapters.TIMEOUT, tls));
    }
}
