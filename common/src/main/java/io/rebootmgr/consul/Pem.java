package io.rebootmgr.consul;

import io.rebootmgr.file.PlainFile;
import io.rebootmgr.text.ShellWord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Reads certificates and private keys in PEM, as {@code openssl} and {@code consul tls} write them. */
final class Pem {
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";
    private static final int LONGEST_LABEL = 64;

    /** Bundles of all the world's authorities have a few hundred kilobytes. */
    private static final int MOST_BYTES = 4 << 20;

    private static final List<String> KEY_ALGORITHMS = List.of("EC", "RSA", "EdDSA");

    private Pem() {}

    private record Block(String label, String text) {}

    private record Contents(String text, List<Block> blocks) {
        List<String> labels() {
            return blocks.stream().map(Block::label).toList();
        }
    }

    /** All certificates of the file, one at least. */
    static List<X509Certificate> certificates(Path file) throws UnusablePem {
        List<X509Certificate> found = new ArrayList<>();
        Contents contents = contents(file);
        for (Block block : contents.blocks()) {
            if (block.label().equals("CERTIFICATE")) {
                found.add(certificate(file, decode(file, block)));
            }
        }
        if (found.isEmpty()) {
            throw new UnusablePem(Misplaced.certificate(file, contents.text(), contents.labels()));
        }
        return found;
    }

    /** The first private key of the file: PKCS#8, or the older forms of RSA and EC keys. */
    static PrivateKey privateKey(Path file) throws UnusablePem {
        Contents contents = contents(file);
        for (Block block : contents.blocks()) {
            boolean encrypted =
                    block.label().startsWith("ENCRYPTED") || block.text().contains("ENCRYPTED");
            if (block.label().endsWith("PRIVATE KEY") && encrypted) {
                throw new UnusablePem(file + " is encrypted; make a plain one with: openssl pkey -in "
                        + ShellWord.of(file.toString()) + " -out PLAIN-KEY-FILE");
            }
            switch (block.label()) {
                case "PRIVATE KEY" -> {
                    return key(file, decode(file, block));
                }
                case "RSA PRIVATE KEY" -> {
                    return key(file, TraditionalKey.rsa(decode(file, block)));
                }
                case "EC PRIVATE KEY" -> {
                    byte[] der = decode(file, block);
                    return key(
                            file,
                            TraditionalKey.ec(der)
                                    .orElseThrow(() -> new UnusablePem(file
                                            + " does not name its curve; convert it with: "
                                            + "openssl pkcs8 -topk8 -nocrypt -in "
                                            + ShellWord.of(file.toString()) + " -out NEW-KEY-FILE")));
                }
                default -> {} // a certificate or EC parameters beside the key
            }
        }
        throw new UnusablePem(Misplaced.key(file, contents.text(), contents.labels()));
    }

    /** Whether the key of this file is that of the certificate: what it signs verifies. */
    static boolean fits(Path file, PrivateKey key, X509Certificate certificate) throws UnusablePem {
        String name = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "EdDSA";
        };
        Signature signature;
        byte[] signed;
        try {
            signature = Signature.getInstance(name);
            signature.initSign(key);
            signed = signature.sign();
        } catch (GeneralSecurityException e) {
            // Java has none but NIST's curves.
            throw new UnusablePem(Misplaced.anotherKey(file, "is of a kind that cannot be used: " + e.getMessage()), e);
        }
        try {
            // The certificate's key, not the certificate: its usage may not allow signatures.
            signature.initVerify(certificate.getPublicKey());
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static Contents contents(Path file) throws UnusablePem {
        try {
            // Latin-1 takes any byte: people keep comments in all encodings around the blocks.
            String text = PlainFile.text(file, MOST_BYTES + 1);
            if (text.length() > MOST_BYTES) {
                throw new UnusablePem(file + " is larger than " + (MOST_BYTES >> 20) + " MiB");
            }
            return new Contents(text, blocks(text));
        } catch (IOException e) {
            throw new UnusablePem(file + " " + PlainFile.why(e), e);
        }
    }

    /** In one pass: a block ends at the next end of any, so one without an end costs no search of its own. */
    private static List<Block> blocks(String text) {
        List<Block> blocks = new ArrayList<>();
        int end = -1;
        int at = text.indexOf(BEGIN);
        while (at >= 0) {
            int label = at + BEGIN.length();
            int body = text.indexOf(DASHES, label);
            if (body < 0) {
                break;
            }
            end = end < body ? text.indexOf(END, body) : end;
            if (end < 0) {
                break;
            }
            String name = text.substring(label, Math.min(body, label + LONGEST_LABEL));
            boolean closed = text.startsWith(name + DASHES, end + END.length());
            int next = text.indexOf(BEGIN, label);
            if (closed && (next < 0 || next > end)) {
                blocks.add(new Block(name, text.substring(body + DASHES.length(), end)));
            }
            at = next;
        }
        return blocks;
    }

    private static byte[] decode(Path file, Block block) throws UnusablePem {
        try {
            return Base64.getDecoder().decode(block.text().replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            throw new UnusablePem(file + ": " + block.label() + " is not base64: " + e.getMessage(), e);
        }
    }

    private static X509Certificate certificate(Path file, byte[] der) throws UnusablePem {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new UnusablePem(file + " holds a broken certificate: " + e.getMessage(), e);
        }
    }

    private static PrivateKey key(Path file, byte[] pkcs8) throws UnusablePem {
        for (String algorithm : KEY_ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (InvalidKeySpecException notThisOne) {
                // so it may be a key of the next one
            } catch (GeneralSecurityException e) {
                throw new UnusablePem(file + ": " + e.getMessage(), e);
            }
        }
        throw new UnusablePem(Misplaced.anotherKey(file, "is broken or of a kind that is not supported"));
    }
}
