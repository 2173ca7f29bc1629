package io.rebootmgr.task;

import io.rebootmgr.file.PlainFile;
import io.rebootmgr.text.PrintableText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The header of a compiled program: for which machine it is, and with which loader it starts. */
final class Elf {
    /** In these first bytes stand the headers of every program that a linker makes. */
    static final int HEAD = 4096;

    private static final int MOST_SEGMENTS = 64;
    private static final int LOADER = 3;
    private static final int I386 = 3;
    private static final int ARM = 40;
    private static final int X86_64 = 62;
    private static final int AARCH64 = 183;

    private Elf() {}

    static boolean is(byte[] head) {
        return head.length >= 4 && head[0] == 0x7f && head[1] == 'E' && head[2] == 'L' && head[3] == 'F';
    }

    /** What keeps this machine from starting it; its own Java runtime tells what machine that is. */
    static Optional<String> obstacle(byte[] head) throws IOException {
        return obstacle(head, PlainFile.read(Path.of("/proc/self/exe"), HEAD));
    }

    static Optional<String> obstacle(byte[] head, byte[] own) {
        boolean wide = head.length > 5 && head[4] == 2;
        if (head.length < (wide ? 64 : 52)) {
            return Optional.of("is a program that was cut off; restore it, or remove it");
        }
        ByteBuffer in = ordered(head);
        int type = in.getShort(16);
        int machine = in.getShort(18) & 0xffff;
        int here = ordered(own).getShort(18) & 0xffff;
        boolean runsHere =
                machine == here || (here == X86_64 && machine == I386) || (here == AARCH64 && machine == ARM);
        if (head[5] != own[5] || !runsHere) {
            return Optional.of("is a program for another kind of machine (" + machine + ", this one is " + here
                    + " in ELF's numbers); install the right one");
        }
        if (type != 2 && type != 3) {
            return Optional.of("is only a part of a program; install the whole one");
        }
        Optional<String> loader = loader(head, in, wide);
        return loader.isPresent() && !Files.exists(Path.of(loader.get()))
                ? Optional.of("needs the loader " + PrintableText.of(loader.get(), 255)
                        + ", which does not exist; install its C library, or the right program")
                : Optional.empty();
    }

    /** Empty as well where it does not stand in the head. */
    private static Optional<String> loader(byte[] head, ByteBuffer in, boolean wide) {
        long segments = wide ? in.getLong(32) : in.getInt(28);
        int size = in.getShort(wide ? 54 : 42) & 0xffff;
        int count = Math.min(in.getShort(wide ? 56 : 44) & 0xffff, MOST_SEGMENTS);
        for (int i = 0; i < count; i++) {
            long at = segments + (long) i * size;
            if (at < 0 || at + 56 > in.capacity()) {
                return Optional.empty();
            }
            if (in.getInt((int) at) == LOADER) {
                long from = wide ? in.getLong((int) at + 8) : in.getInt((int) at + 4);
                long length = wide ? in.getLong((int) at + 32) : in.getInt((int) at + 16);
                boolean inside = from >= 0 && length > 1 && length <= in.capacity() && from + length <= in.capacity();
                return inside
                        ? Optional.of(new String(head, (int) from, (int) length - 1, StandardCharsets.ISO_8859_1))
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static ByteBuffer ordered(byte[] head) {
        return ByteBuffer.wrap(head).order(head[5] == 2 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    }
}
