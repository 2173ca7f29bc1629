package io.rebootmgr.consul;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Makes TLS sockets from settings: reads the PEM files and says which one is at fault. */
public final class TlsContext {
    private static final char[] NO_PASSWORD = {};

    private TlsContext() {}

    static TlsSockets sockets(TlsSettings settings, String host) throws UnusablePem {
        X509TrustManager trust = settings.verify() ? trusted(settings.caFile()) : TRUST_ANYBODY;
        KeyManager[] keys = clientKeys(settings);
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, new TrustManager[] {trust}, null);
            String name = settings.serverName().orElse(host);
            return new TlsSockets(context.getSocketFactory(), trust, name, settings.verify());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    private static X509TrustManager trusted(Optional<Path> caFile) throws UnusablePem {
        try {
            @Nullable KeyStore authorities = null; // the system's
            if (caFile.isPresent()) {
                authorities = empty();
                for (X509Certificate certificate : Pem.certificates(caFile.get())) {
                    authorities.setCertificateEntry("ca" + authorities.size(), certificate);
                }
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(authorities);
            return Arrays.stream(factory.getTrustManagers())
                    .filter(X509TrustManager.class::isInstance)
                    .map(X509TrustManager.class::cast)
                    .findFirst()
                    .orElseThrow();
        } catch (GeneralSecurityException | IOException e) {
            throw new UnusablePem(
                    caFile.map(Path::toString).orElse("the system's CA store") + ": " + e.getMessage(), e);
        }
    }

    private static KeyManager[] clientKeys(TlsSettings settings) throws UnusablePem {
        if (settings.certFile().isEmpty() && settings.keyFile().isEmpty()) {
            return new KeyManager[0];
        }
        Path certFile = settings.certFile()
                .orElseThrow(() -> new UnusablePem("a client key without a client certificate (cert_file)"));
        Path keyFile = settings.keyFile()
                .orElseThrow(() -> new UnusablePem("a client certificate without its key (key_file)"));
        KeyStore store = keyStore(certFile, keyFile);
        try {
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, NO_PASSWORD);
            return factory.getKeyManagers();
        } catch (GeneralSecurityException e) {
            throw new UnusablePem(certFile + " with " + keyFile + ": " + e.getMessage(), e);
        }
    }

    /**
     * A certificate and its key, with an empty password.
     *
     * @param certFile PEM, the certificate first and whoever signed it behind
     * @throws UnusablePem naming the file that is at fault, and how to mend it
     */
    public static KeyStore keyStore(Path certFile, Path keyFile) throws UnusablePem {
        List<X509Certificate> chain = Pem.certificates(certFile);
        PrivateKey key = Pem.privateKey(keyFile);
        if (!Pem.fits(keyFile, key, chain.getFirst())) {
            throw new UnusablePem(keyFile + " is not the key of the certificate in " + certFile);
        }
        try {
            KeyStore store = empty();
            store.setKeyEntry("own", key, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new UnusablePem(certFile + " with " + keyFile + ": " + e.getMessage(), e);
        }
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }

    /** For {@code CONSUL_HTTP_SSL_VERIFY=false}: the operator's word that nothing is to be checked. */
    private static final X509TrustManager TRUST_ANYBODY = new X509ExtendedTrustManager() {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    };
}
