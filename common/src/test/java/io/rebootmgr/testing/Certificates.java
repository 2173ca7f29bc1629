package io.rebootmgr.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A CA, a server certificate for {@value #SERVER_NAME} and the given addresses, and a client certificate, as PEM files
 * made by {@code openssl}.
 */
public record Certificates(Path folder) {
    private static final String CLIENT = "DNS:client.dc1.consul";
    private static final String EC = "ec -pkeyopt ec_paramgen_curve:prime256v1";

    /** The name that Consul's server certificates have, besides the addresses. */
    public static final String SERVER_NAME = "server.dc1.consul";

    /** Keys in the forms that people have them. */
    public enum KeyForm {
        PKCS8_RSA,
        PKCS8_EC,
        TRADITIONAL_RSA,
        TRADITIONAL_EC,
        ENCRYPTED,
        TRADITIONAL_ENCRYPTED,
        CURVE_OF_NOBODY
    }

    /** Makes them, for servers at these IP addresses. */
    public static Certificates create(Path folder, List<String> addresses) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Certificates certificates = new Certificates(folder);
        certificates.authority("ca");
        String names = addresses.stream().map(address -> ",IP:" + address).collect(Collectors.joining());
        certificates.signed("server", "DNS:" + SERVER_NAME + names, EC);
        certificates.signed("client", CLIENT, EC);
        return certificates;
    }

    public Path ca() {
        return folder.resolve("ca.pem");
    }

    public Path client() {
        return folder.resolve("client.pem");
    }

    /** The client's key as {@code openssl} makes it today: PKCS#8, EC. */
    public Path clientKey() {
        return folder.resolve("client-key.pem");
    }

    /** Another CA, which signed nothing here. */
    public Path otherCa() {
        authority("other-ca");
        return folder.resolve("other-ca.pem");
    }

    /**
     * A new client certificate of the same CA with a key of this form: {@code <name>.pem} and {@code <name>-key.pem}.
     */
    public String client(KeyForm form) {
        String name = "client-" + form;
        boolean rsa =
                form == KeyForm.PKCS8_RSA || form == KeyForm.TRADITIONAL_RSA || form == KeyForm.TRADITIONAL_ENCRYPTED;
        String newKey = form == KeyForm.CURVE_OF_NOBODY ? "ec -pkeyopt ec_paramgen_curve:secp256k1" : EC;
        signed(name, CLIENT, rsa ? "rsa:2048" : newKey);
        String key = name + "-key.pem";
        switch (form) {
            case TRADITIONAL_RSA -> openssl("rsa -traditional -in %s -out %s".formatted(key, key));
            case TRADITIONAL_EC -> openssl("ec -in %s -out %s".formatted(key, key));
            case ENCRYPTED -> {
                openssl("pkcs8 -topk8 -in %s -out %s.new -passout pass:secret".formatted(key, key));
                Output.of(folder, List.of("mv", key + ".new", key));
            }
            case TRADITIONAL_ENCRYPTED -> {
                openssl("rsa -traditional -aes256 -in %s -out %s.new -passout pass:secret".formatted(key, key));
                Output.of(folder, List.of("mv", key + ".new", key));
            }
            case PKCS8_RSA, PKCS8_EC, CURVE_OF_NOBODY -> {}
        }
        return name;
    }

    void configure(ObjectNode json) {
        json.put("ca_file", ca().toString())
                .put("cert_file", folder.resolve("server.pem").toString())
                .put("key_file", folder.resolve("server-key.pem").toString())
                .put("verify_incoming_https", true);
    }

    private void authority(String name) {
        openssl("req -x509 -nodes -days 30 -newkey %s -subj /CN=%s -keyout %s-key.pem -out %s.pem"
                .formatted(EC, name, name, name));
    }

    private void signed(String name, String alternativeNames, String newKey) {
        openssl(("req -x509 -nodes -days 30 -newkey %s -subj /CN=%s -CA ca.pem -CAkey ca-key.pem -keyout %s-key.pem"
                        + " -out %s.pem -addext basicConstraints=critical,CA:FALSE -addext subjectAltName=%s")
                .formatted(newKey, name, name, name, alternativeNames));
    }

    private void openssl(String words) {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(words.split(" ", -1)));
        Output.of(folder, command);
    }
}
