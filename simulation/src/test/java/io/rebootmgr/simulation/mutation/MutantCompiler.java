package io.rebootmgr.simulation.mutation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles the changed files of a mutant against the class path of the tests; nothing is written to the disk. */
final class MutantCompiler {
    private static final String CLASS_PATH =
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

    private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    private final Path project;

    MutantCompiler() {
        this.project = project();
    }

    /** The classes of the changed files, by name. */
    Map<String, byte[]> compile(SourceMutant mutant) {
        if (mutant.edits().isEmpty()) {
            return Map.of();
        }
        Map<String, String> sources = new TreeMap<>();
        for (SourceMutant.Edit edit : mutant.edits()) {
            String source = sources.computeIfAbsent(edit.file(), file -> edit.isNewFile() ? "" : source(file));
            sources.put(edit.file(), edit.of(source));
        }
        List<JavaFileObject> units = new ArrayList<>();
        sources.forEach((file, source) -> units.add(new Source(file, source)));
        StringWriter said = new StringWriter();
        List<String> options = List.of("-proc:none", "-nowarn", "-classpath", CLASS_PATH);
        try (Classes classes = new Classes(compiler.getStandardFileManager(null, null, null))) {
            if (!compiler.getTask(said, classes, null, options, null, units).call()) {
                throw new IllegalStateException("does not compile: " + mutant + "\n" + said);
            }
            return classes.bytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String source(String file) {
        try {
            return Files.readString(project.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path project() {
        Path folder = Path.of(System.getProperty("user.dir")).toAbsolutePath();
        for (Path at = folder; at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve("agent/src/main/java"))) {
                return at;
            }
        }
        throw new IllegalStateException("no agent/src/main/java at or above " + folder);
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String file, String text) {
            super(URI.create("string:///" + file), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** Keeps what the compiler writes. */
    private static final class Classes extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> written = new TreeMap<>();

        Classes(JavaFileManager others) {
            super(others);
        }

        Map<String, byte[]> bytes() {
            Map<String, byte[]> bytes = new TreeMap<>();
            written.forEach((name, out) -> bytes.put(name, out.toByteArray()));
            return bytes;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("memory:///" + name.replace('.', '/') + ".class"), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return written.computeIfAbsent(name, key -> new ByteArrayOutputStream());
                }
            };
        }
    }
}
