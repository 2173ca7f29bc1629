package io.rebootmgr.consul;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rebootmgr.testing.Certificates;
import io.rebootmgr.testing.Certificates.KeyForm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
import org.junit.jupiter.params.provider.CsvSource;
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
            names = {"ENCRYPTED", "TRADITIONAL_ENCRYPTED", "CURVE_OF_NOBODY"})
    void aKeyOfEachFormFitsItsCertificate(KeyForm form) throws Exception {
        String name = certificates.client(form);
        Path file = folder.resolve(name + "-key.pem");
        PrivateKey key = Pem.privateKey(file);
        assertThat(Pem.fits(
                        file,
                        key,
                        Pem.certificates(folder.resolve(name + ".pem")).getFirst()))
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

    /** Each with the bytes that it begins with, and what is said of it as a key and as a certificate. */
    @ParameterizedTest
    @CsvSource({
        "'', is empty, is empty",
        "'-----BEGIN DSA PRIVATE KEY-----\nAAAA\n-----END DSA PRIVATE KEY-----', "
                + "holds a DSA PRIVATE KEY which is not supported, holds no certificate but DSA PRIVATE KEY",
        "'-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----', "
                + "holds a OPENSSH PRIVATE KEY which is not supported, holds no certificate but OPENSSH PRIVATE KEY",
        "'-----BEGIN PUBLIC KEY-----\r\nAAAA\r\n-----END PUBLIC KEY-----\r\n', "
                + "holds no private key but PUBLIC KEY: name the file, "
                + "holds no certificate but PUBLIC KEY: name the file",
        "'-----BEGIN RSA PRIVATE KEY-----\nAAAA\n', is it cut off?, is it cut off?",
        "'0\u0082\u0004\u00bf', openssl pkey -inform DER, openssl x509 -inform DER",
        "'\u00ff\u00fe-\u0000-\u0000', is UTF-16, is UTF-16",
    })
    void whatStandsInItsPlaceIsNamedWithTheWayOut(String begin, String asKey, String asCertificate) throws Exception {
        Path file = folder.resolve("misplaced.pem");
        Files.write(file, begin.translateEscapes().getBytes(StandardCharsets.ISO_8859_1));

        assertUnusable(() -> Pem.privateKey(file), file + " ", asKey.replace(" which", ", which"));
        assertUnusable(() -> Pem.certificates(file), file + " ", asCertificate);
    }

    /** Not one of NIST's: openssl makes it, and Java reads it and cannot sign with it. */
    @Test
    void aKeyOfACurveThatJavaHasNotIsNotTakenForAnothers() throws Exception {
        String name = certificates.client(KeyForm.CURVE_OF_NOBODY);
        Optional<Path> key = Optional.of(folder.resolve(name + "-key.pem"));
        Optional<Path> certificate = Optional.of(folder.resolve(name + ".pem"));

        assertUnusable(() -> sockets(certificate, key), "cannot be used", "secp256k1", "openssl genpkey -algorithm EC");
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
