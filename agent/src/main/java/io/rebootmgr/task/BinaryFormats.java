package io.rebootmgr.task;

import io.rebootmgr.file.PlainFile;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;

/** Further formats that this kernel was told to start with a program of their own, programs of other machines too. */
final class BinaryFormats {
    private static final Path KNOWN = Path.of("/proc/sys/fs/binfmt_misc");

    private static final int MOST_BYTES = 1 << 16;

    private BinaryFormats() {}

    /** Whether one of them takes the file. */
    static boolean take(Path file, byte[] head) {
        String[] names = KNOWN.toFile().list();
        for (String name : names == null ? new String[0] : names) {
            if (!name.equals("register") && !name.equals("status") && takes(KNOWN.resolve(name), file, head)) {
                return true;
            }
        }
        return false;
    }

    private static boolean takes(Path format, Path file, byte[] head) {
        try {
            return takes(PlainFile.text(format, MOST_BYTES), file, head);
        } catch (IOException e) {
            return false;
        }
    }

    /** @param format as the kernel tells one: a word and its value in a line, {@code enabled} alone in the first */
    static boolean takes(String format, Path file, byte[] head) {
        if (!format.startsWith("enabled")) {
            return false;
        }
        String extension = value(format, "extension");
        if (!extension.isEmpty()) {
            return new File(file.toString()).getName().endsWith(extension);
        }
        try {
            byte[] magic = HexFormat.of().parseHex(value(format, "magic"));
            byte[] mask = HexFormat.of().parseHex(value(format, "mask"));
            int offset = Integer.parseInt(value(format, "offset"));
            boolean same = magic.length > 0 && offset >= 0 && offset + magic.length <= head.length;
            for (int i = 0; same && i < magic.length; i++) {
                int counts = i < mask.length ? mask[i] : 0xff;
                same = ((head[offset + i] ^ magic[i]) & counts) == 0;
            }
            return same;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String value(String format, String word) {
        return format.lines()
                .filter(line -> line.startsWith(word + " "))
                .map(line -> line.substring(word.length() + 1).strip())
                .findFirst()
                .orElse("");
    }
}
