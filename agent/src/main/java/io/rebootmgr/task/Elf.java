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

/** The header of a compiled program: for which machine it is, with which loader it starts, and whether it is whole. */
final class Elf {
    /** In these first bytes stand the headers of every program that a linker makes. */
    static final int HEAD = 4096;

    private static final Optional<String> CUT_OFF =
            Optional.of("is a program that was cut off; restore it, or remove it");
    private static final int LOADED = 1;
    private static final int LOADER = 3;
    private static final int I386 = 3;
    private static final int ARM = 40;
    private static final int X86_64 = 62;
    private static final int AARCH64 = 183;

    private Elf() {}

    static boolean is(byte[] head) {
        return head.length >= 4 && head[0] == 0x7f && head[1] == 'E' && head[2] == 'L' && head[3] == 'F';
    }

    /**
     * What keeps this machine from starting it; its own Java runtime tells what machine that is.
     *
     * @param size of the whole file
     */
    static Optional<String> obstacle(byte[] head, long size) throws IOException {
        return obstacle(head, size, PlainFile.read(Path.of("/proc/self/exe"), HEAD));
    }

    private static Optional<String> obstacle(byte[] head, long size, byte[] own) {
        boolean wide = head.length > 5 && head[4] == 2;
        if (head.length < (wide ? 64 : 52)) {
            return CUT_OFF;
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
        return segments(head, in, wide, size);
    }

    /** The file has to hold all that is put into memory. What stands behind the head is not looked at. */
    private static Optional<String> segments(byte[] head, ByteBuffer in, boolean wide, long size) {
        long table = address(in, wide ? 32 : 28, wide);
        int each = in.getShort(wide ? 54 : 42) & 0xffff;
        int count = in.getShort(wide ? 56 : 44) & 0xffff;
        if (count == 0 || each != (wide ? 56 : 32) || !inside(table, (long) count * each, size)) {
            return CUT_OFF;
        }
        Optional<String> loader = Optional.empty();
        for (long at = table; count > 0 && at + each <= in.capacity(); at += each, count--) {
            int kind = in.getInt((int) at);
            long from = address(in, (int) at + (wide ? 8 : 4), wide);
            long length = address(in, (int) at + (wide ? 32 : 16), wide);
            if ((kind == LOADED || kind == LOADER) && !inside(from, length, size)) {
                return CUT_OFF;
            }
            if (kind == LOADER && length > 1 && inside(from, length, in.capacity())) {
                loader = Optional.of(new String(head, (int) from, (int) length - 1, StandardCharsets.ISO_8859_1));
            }
        }
        return loader.filter(name -> !Files.exists(Path.of(name)))
                .map(name -> "needs the loader " + PrintableText.of(name, 255)
                        + ", which does not exist; install its C library, or the right program");
    }

    private static boolean inside(long from, long length, long size) {
        return from >= 0 && length >= 0 && from <= size && length <= size - from;
    }

    private static long address(ByteBuffer in, int at, boolean wide) {
        return wide ? in.getLong(at) : in.getInt(at) & 0xffffffffL;
    }

    private static ByteBuffer ordered(byte[] head) {
        return ByteBuffer.wrap(head).order(head[5] == 2 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    }
}
