package io.rebootmgr.consul;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;

/** Puts the older encodings of keys (PKCS#1, SEC 1) into the PKCS#8 that the JDK reads: a frame of DER around them. */
final class TraditionalKey {
    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final int CURVE = 0xa0;
    private static final byte[] VERSION_0 = {2, 1, 0};
    private static final byte[] RSA = {6, 9, 42, (byte) 0x86, 72, (byte) 0x86, (byte) 0xf7, 13, 1, 1, 1, 5, 0};
    private static final byte[] EC = {6, 7, 42, (byte) 0x86, 72, (byte) 0xce, 61, 2, 1};

    private TraditionalKey() {}

    static byte[] rsa(byte[] pkcs1) {
        return frame(RSA, pkcs1);
    }

    /** Empty when the key does not say which curve it is of, or is not DER at all. */
    static Optional<byte[]> ec(byte[] sec1) {
        return curve(sec1).map(curve -> frame(join(EC, curve), sec1));
    }

    private static byte[] frame(byte[] algorithm, byte[] key) {
        return element(SEQUENCE, join(VERSION_0, element(SEQUENCE, algorithm), element(OCTETS, key)));
    }

    /** The third element of {@code SEQUENCE { version, key, [0] curve, … }}, if it is the curve. */
    private static Optional<byte[]> curve(byte[] sec1) {
        try {
            int version = contentAt(sec1, 0);
            int key = contentAt(sec1, version) + lengthAt(sec1, version);
            int curve = contentAt(sec1, key) + lengthAt(sec1, key);
            if ((sec1[curve] & 0xff) != CURVE) {
                return Optional.empty();
            }
            int from = contentAt(sec1, curve);
            return Optional.of(Arrays.copyOfRange(sec1, from, from + lengthAt(sec1, curve)));
        } catch (IndexOutOfBoundsException | IllegalArgumentException broken) {
            return Optional.empty();
        }
    }

    private static int contentAt(byte[] der, int element) {
        int first = der[element + 1] & 0xff;
        return element + 2 + (first < 0x80 ? 0 : first - 0x80);
    }

    private static int lengthAt(byte[] der, int element) {
        int first = der[element + 1] & 0xff;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = 0; i < first - 0x80; i++) {
            length = (length << 8) | (der[element + 2 + i] & 0xff);
        }
        return length;
    }

    private static byte[] element(int tag, byte[] content) {
        byte[] head = content.length < 0x80
                ? new byte[] {(byte) tag, (byte) content.length}
                : new byte[] {(byte) tag, (byte) 0x82, (byte) (content.length >> 8), (byte) content.length};
        return join(head, content);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
