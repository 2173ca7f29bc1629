package io.rebootmgr.task;

import io.rebootmgr.file.PlainFile;
import io.rebootmgr.process.CleanEnvironment;
import io.rebootmgr.text.PrintableText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether the kernel can start a file that has execute bits, told without starting it: by its mount, its first line or
 * its header, and what these name. A text without {@code #!} is started by {@code /bin/sh}, as the C library does it.
 */
sealed interface Startable {
    /** It can; {@code with} are the other programs that decide what then happens. */
    record Yes(List<Path> with) implements Startable {}

    /** It cannot, or does nothing; {@code cause} names it and the way out. */
    record No(String cause) implements Startable {}

    /** As much as the kernel reads of a script's first line. */
    int LONGEST_LINE = 256;

    /** A script whose interpreter is a script and so on: as many as the kernel follows. */
    int MOST_SCRIPTS = 5;

    /** Judges a file that is there and has an execute bit. */
    static Startable judge(Path file) throws IOException {
        List<Path> with = new ArrayList<>();
        Optional<String> cause = obstacle(file, 0, with);
        return cause.isPresent() ? new No(file + " " + cause.get()) : new Yes(List.copyOf(with));
    }

    private static Optional<String> obstacle(Path file, int depth, List<Path> with) throws IOException {
        if (depth > MOST_SCRIPTS) {
            return Optional.of("is a script whose interpreters are scripts without end");
        }
        if (!Files.isExecutable(file)) {
            return Optional.of("has execute bits and cannot be executed: "
                    + Mounts.noexec(file)
                            .map(mount -> mount + " is mounted noexec; move the file, or mount it with exec")
                            .orElse("this user may not; chown or chmod it"));
        }
        byte[] head;
        try {
            head = PlainFile.read(file, Elf.HEAD);
        } catch (AccessDeniedException e) {
            // Programs may be executed without being read; there is no more to be told.
            return Optional.empty();
        }
        String text = new String(head, StandardCharsets.ISO_8859_1);
        if (text.isBlank()) {
            return Optional.of("is empty: it would do nothing and be taken for a success; restore it, or remove it");
        }
        if (text.startsWith("#!")) {
            return script(file, text, depth, with);
        }
        if (Elf.is(head)) {
            return BinaryFormats.take(file, head) ? Optional.empty() : Elf.obstacle(head, Files.size(file));
        }
        if (text.startsWith("\u00ef\u00bb\u00bf")) {
            return Optional.of("begins with a byte order mark, so its first line is not understood: save it without");
        }
        if (text.indexOf('\0') >= 0 && !BinaryFormats.take(file, head)) {
            return Optional.of("is neither a script nor a program for this machine; restore it, or remove it");
        }
        return Optional.empty();
    }

    private static Optional<String> script(Path file, String text, int depth, List<Path> with) throws IOException {
        int end = text.indexOf('\n');
        String line = text.substring(2, Math.min(end < 0 ? text.length() : end, LONGEST_LINE));
        if (line.endsWith("\r")) {
            return Optional.of("has the line ends of Windows, so its interpreter is not found: remove each carriage"
                    + " return (sed -i 's/\\r$//')");
        }
        // What follows the interpreter's name the kernel gives it as one word.
        String all = line.replace('\t', ' ').strip();
        int blank = all.indexOf(' ');
        String first = blank < 0 ? all : all.substring(0, blank);
        if (first.isEmpty()) {
            return Optional.of("names no interpreter after #!; name one, as #!/bin/sh");
        }
        // Whoever starts a task does it from there.
        Path interpreter = Path.of("/").resolve(path(first));
        Optional<String> missing = interpreter(interpreter, depth, with);
        if (missing.isPresent() || !interpreter.endsWith("env")) {
            return missing;
        }
        List<String> words = new ArrayList<>();
        if (blank >= 0) {
            words.add(all.substring(blank).strip());
        }
        words.add(file.toString());
        return throughEnv(file, words, CleanEnvironment.of(System.getenv()), depth, with);
    }

    /** That the program which {@code env} is to start is missing; an {@code env} behind an {@code env} is asked too. */
    private static Optional<String> throughEnv(
            Path file, List<String> words, Map<String, String> environment, int depth, List<Path> with)
            throws IOException {
        if (depth > MOST_SCRIPTS) {
            return Optional.of("is started by one env after another");
        }
        EnvWords.Start start;
        try {
            start = EnvWords.read(words, environment);
        } catch (EnvWords.Unclear e) {
            return Optional.of(PrintableText.of(e.text, LONGEST_LINE)
                    + ", so its interpreter cannot be found out; correct the first line, as #!/usr/bin/env python3");
        }
        if (start.program().equals(file.toString())) {
            return Optional.of("names no interpreter after env and would start itself without end; name one, as"
                    + " #!/usr/bin/env python3");
        }
        String program = start.program().replace('\0', '?');
        Path directory = Path.of("/").resolve(path(start.directory()));
        Optional<Path> found = program.contains("/")
                ? Optional.of(directory.resolve(program))
                : SearchPath.find(program, start.path(), directory);
        if (found.isEmpty()) {
            return Optional.of("needs the interpreter " + PrintableText.of(program, LONGEST_LINE)
                    + ", which is not in the PATH; "
                    + (program.contains(" ")
                            ? "for several words write env -S"
                            : "install it, or correct the first line"));
        }
        Optional<String> missing = interpreter(found.get(), depth, with);
        if (missing.isPresent() || !found.get().endsWith("env")) {
            return missing;
        }
        Map<String, String> inner = new HashMap<>(environment);
        inner.remove("PATH");
        start.path().ifPresent(path -> inner.put("PATH", path));
        return throughEnv(file, start.rest(), inner, depth + 1, with);
    }

    private static Optional<String> interpreter(Path interpreter, int depth, List<Path> with) throws IOException {
        String shown = PrintableText.of(interpreter.toString(), LONGEST_LINE);
        if (!Files.isRegularFile(interpreter)) {
            return Optional.of("needs the interpreter " + shown
                    + (Files.exists(interpreter) ? ", which is not a file" : ", which does not exist")
                    + "; install it, or correct the first line");
        }
        with.add(interpreter);
        return obstacle(interpreter, depth + 1, with)
                .map(cause -> "needs the interpreter " + shown + ", which " + cause);
    }

    private static Path path(String word) {
        return Path.of(word.replace('\0', '?'));
    }
}
