package io.rebootmgr.consul;

import io.rebootmgr.text.ShellWord;
import java.nio.file.Path;
import java.util.List;

/** Says what stands in a file in the place of the certificate or key that is looked for, and the way out. */
final class Misplaced {
    private static final String SUPPORTED = "RSA, EC and Ed25519 keys are";
    private static final char BEGIN_OF_DER = 0x30;
    private static final String UTF_16 = "\u00ff\u00fe";

    private Misplaced() {}

    /** Of a key that cannot be used. */
    static String anotherKey(Path file, String what) {
        return file + " " + what + " (" + SUPPORTED + "); make one with: openssl genpkey -algorithm EC -pkeyopt"
                + " ec_paramgen_curve:P-256 -out NEW-KEY-FILE, and have a certificate made for it";
    }

    /** @param labels those of the blocks that it holds, whole and in order */
    static String key(Path file, String text, List<String> labels) {
        for (String label : labels) {
            if (label.endsWith("PRIVATE KEY")) {
                return anotherKey(file, "holds a " + label + ", which is not supported");
            }
        }
        String in = " -in " + ShellWord.of(file.toString());
        String way = "openssl pkey -inform DER" + in + " -out PEM-FILE, or of a PKCS#12: openssl pkcs12 -nocerts -nodes"
                + in + " -out PEM-FILE";
        return instead(file, text, labels, "private key", "PRIVATE KEY", way);
    }

    /** @param labels those of the blocks that it holds, whole and in order */
    static String certificate(Path file, String text, List<String> labels) {
        String way = "openssl x509 -inform DER -in " + ShellWord.of(file.toString()) + " -out PEM-FILE";
        return instead(file, text, labels, "certificate", "CERTIFICATE", way);
    }

    private static String instead(
            Path file, String text, List<String> labels, String wanted, String label, String conversion) {
        if (text.isBlank()) {
            return file + " is empty";
        }
        if (!labels.isEmpty()) {
            return file + " holds no " + wanted + " but " + labels.getFirst() + ": name the file that holds it";
        }
        if (text.contains("-----BEGIN ")) {
            return file + " holds no whole " + wanted + ": a BEGIN line without its END line; is it cut off?";
        }
        if (text.charAt(0) == BEGIN_OF_DER) {
            return file + " is binary (DER), not PEM; convert it with: " + conversion;
        }
        if (text.startsWith(UTF_16)) {
            return file + " is UTF-16; save it as plain ASCII";
        }
        return file + " holds no " + wanted + " (no BEGIN " + label + " line)";
    }
}
