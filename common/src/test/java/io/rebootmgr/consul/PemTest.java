package io.rebootmgr.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rebootmgr.testing.Certificates;
import io.rebootmgr.testing.Certificates.KeyForm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files as {@code openssl} writes them, and broken ones. */
class PemTest {
    @TempDir
    static Path folder;

    private static Certificates certificates = new Certificates(Path.of(""));

    @BeforeAll
    static void make() {
        certificates = Certificates.create(folder, List.of("127.0.0.1"));
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"ENCRYPTED", "TRADITIONAL_ENCRYPTED"})
    void aKeyOfEachFormFitsItsCertificate(KeyForm form) throws Exception {
        String name = certificates.client(form);
        PrivateKey key = Pem.privateKey(folder.resolve(name + "-key.pem"));
        assertThat(Pem.fits(key, Pem.certificates(folder.resolve(name + ".pem")).getFirst()))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"ENCRYPTED", "TRADITIONAL_ENCRYPTED"})
    void anEncryptedKeyIsToldHowToBeDecrypted(KeyForm form) {
        Path key = folder.resolve(certificates.client(form) + "-key.pem");
        assertUnusable(() -> Pem.privateKey(key), key + " is encrypted", "openssl pkey -in " + key);
    }

    @Test
    void aFileNamesWhatItLacks() throws IOException {
        Path none = folder.resolve("none.pem");
        Path garbage = Files.writeString(folder.resolve("garbage.pem"), "\u00fc garbage");
        Path broken = Files.writeString(folder.resolve("broken.pem"), """
                -----BEGIN CERTIFICATE-----
                AAAA
                -----END CERTIFICATE-----
                -----BEGIN PRIVATE KEY-----
                AAAA
                -----END PRIVATE KEY-----
                """);
        Path noCurve = Files.writeString(
                folder.resolve("no-curve.pem"), "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n");
        Path noBase64 = Files.writeString(
                folder.resolve("no-base64.pem"), "-----BEGIN PRIVATE KEY-----\n!!!\n-----END PRIVATE KEY-----\n");
        assertUnusable(() -> Pem.certificates(none), none + " does not exist");
        assertUnusable(() -> Pem.privateKey(none), none + " does not exist");
        assertUnusable(() -> Pem.certificates(garbage), garbage + " holds no certificate");
        assertUnusable(() -> Pem.privateKey(garbage), garbage + " holds no private key");
        assertUnusable(() -> Pem.certificates(broken), broken + " holds a broken certificate");
        assertUnusable(() -> Pem.privateKey(broken), broken + " is broken");
        assertUnusable(() -> Pem.privateKey(noCurve), noCurve + " does not name its curve", "openssl pkcs8");
        assertUnusable(() -> Pem.privateKey(noBase64), noBase64 + ": PRIVATE KEY is not base64");
    }

    @Test
    void keyAndCertificateBelongTogether() {
        Path rsaKey = folder.resolve(certificates.client(KeyForm.PKCS8_RSA) + "-key.pem");
        Optional<Path> cert = Optional.of(certificates.client());
        assertUnusable(() -> sockets(cert, Optional.of(rsaKey)), rsaKey + " is not the key of the certificate in");
        Path otherKey = folder.resolve("server-key.pem");
        assertUnusable(() -> sockets(cert, Optional.of(otherKey)), otherKey + " is not the key of the certificate in");
        assertUnusable(() -> sockets(cert, Optional.empty()), "key_file");
        assertUnusable(() -> sockets(Optional.empty(), Optional.of(rsaKey)), "cert_file");
    }

    private static TlsSockets sockets(Optional<Path> cert, Optional<Path> key) throws UnusablePem {
        return TlsContext.sockets(new TlsSettings(Optional.empty(), cert, key, true, Optional.empty()), "h");
    }

    private static void assertUnusable(ThrowingCallable use, String... texts) {
        assertThatExceptionOfType(UnusablePem.class).isThrownBy(use).withMessageContainingAll(texts);
    }
}
