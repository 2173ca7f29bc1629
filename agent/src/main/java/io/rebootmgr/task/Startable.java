package io.rebootmgr.task;

import io.rebootmgr.text.PrintableText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether the kernel can start a file that has execute bits, told without starting it: by its mount, its first line or its
 * header, and what these name. A text without {@code #!} is started by {@code /bin/sh}, as the C library does it.
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
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(Elf.HEAD);
        } catch (AccessDeniedException e) {
            // Programs may be executed without being read; there is no more to be told.
            return Optional.empty();
        }
        String text = new String(head, StandardCharsets.ISO_8859_1);
        if (text.isBlank()) {
            return Optional.of("is empty: it would do nothing and be taken for a success; restore it, or remove it");
        }
        if (text.startsWith("#!")) {
            return script(text, depth, with);
        }
        if (Elf.is(head)) {
            return BinaryFormats.take(file, head) ? Optional.empty() : Elf.obstacle(head);
        }
        if (text.startsWith("\u00ef\u00bb\u00bf")) {
            return Optional.of("begins with a byte order mark, so its first line is not understood: save it without");
        }
        if (text.indexOf('\0') >= 0 && !BinaryFormats.take(file, head)) {
            return Optional.of("is neither a script nor a program for this machine; restore it, or remove it");
        }
        return Optional.empty();
    }

    private static Optional<String> script(String text, int depth, List<Path> with) throws IOException {
        int end = text.indexOf('\n');
        String line = text.substring(2, Math.min(end < 0 ? text.length() : end, LONGEST_LINE));
        if (line.endsWith("\r")) {
            return Optional.of("has the line ends of Windows, so its interpreter is not found: remove each carriage"
                    + " return (sed -i 's/\\r$//')");
        }
        List<String> words = words(line);
        if (words.isEmpty()) {
            return Optional.of("names no interpreter after #!; name one, as #!/bin/sh");
        }
        // Whoever starts a task does it from there.
        Path interpreter = Path.of("/").resolve(path(words.getFirst()));
        Optional<String> missing = interpreter(interpreter, depth, with);
        if (missing.isPresent() || !interpreter.endsWith("env")) {
            return missing;
        }
        Optional<String> command = ofEnv(words);
        if (command.isEmpty()) {
            return Optional.empty();
        }
        Optional<Path> found = SearchPath.find(command.get());
        return found.isPresent()
                ? interpreter(found.get(), depth, with)
                : Optional.of("needs the interpreter " + PrintableText.of(command.get(), LONGEST_LINE)
                        + ", which is not in the PATH; install it, or correct the first line");
    }

    private static Optional<String> interpreter(Path interpreter, int depth, List<Path> with) throws IOException {
        String shown = PrintableText.of(interpreter.toString(), LONGEST_LINE);
        if (!Files.isRegularFile(interpreter)) {
            return Optional.of("needs the interpreter " + shown
                    + (Files.exists(interpreter) ? ", which is no file" : ", which does not exist")
                    + "; install it, or correct the first line");
        }
        with.add(interpreter);
        return obstacle(interpreter, depth + 1, with)
                .map(cause -> "needs the interpreter " + shown + ", which " + cause);
    }

    /** The program that {@code env} is to start; empty where its words say something else. */
    private static Optional<String> ofEnv(List<String> words) {
        for (String word : words.subList(1, words.size())) {
            if (!word.equals("-S") && !word.equals("-i") && !word.contains("=")) {
                return word.startsWith("-") || word.contains("/") ? Optional.empty() : Optional.of(word);
            }
        }
        return Optional.empty();
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        for (String word : line.replace('\t', ' ').split(" ", -1)) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }

    private static Path path(String word) {
        return Path.of(word.replace('\0', '?'));
    }
}
