package io.rebootmgr.training;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Finishes a tree that the build assembled, the agent's or the page's, so that it needs no Java of its machine: its own
 * small runtime. The agent's starts fast, too, by the archive of classes that an idle run needs. Two builds of the same
 * sources with the same JDK give the same bytes, wherever they stand.
 */
final class BuiltTree {
    private static final String AGENT = "rebootmgr-agent.jar";

    private BuiltTree() {}

    /** The tree's path and the name of its own jar; the runtime is cut from the JDK that runs this. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path tree = Path.of(args[0]).toAbsolutePath();
        String own = args[1];
        removeJarsOfEarlierBuilds(tree, own);
        OwnRuntime.linkInto(tree);
        if (!own.equals(AGENT)) {
            return;
        }
        ClassArchive.writeInto(tree);
        // By which the launcher knows the cache that a node made of this very tree.
        Files.writeString(tree.resolve("lib/rebootmgr.id"), id(tree) + "\n");
    }

    /** The assembly only adds: a library's last version, or this project's, would be packed as well. */
    private static void removeJarsOfEarlierBuilds(Path tree, String own) throws IOException {
        String named;
        try (JarFile jar = new JarFile(tree.resolve("lib").resolve(own).toFile())) {
            named = jar.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
        }
        List<String> wanted = List.of((own + " " + named).split(" "));
        for (Path jar : jars(tree)) {
            if (!wanted.contains(jar.getFileName().toString())) {
                Files.delete(jar);
            }
        }
    }

    private static List<Path> jars(Path tree) throws IOException {
        try (Stream<Path> files = Files.list(tree.resolve("lib"))) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }

    /** Another one for other jars, and for another Java. */
    private static String id(Path tree) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        Stream<Path> runtime =
                Stream.of("runtime/lib/modules", "runtime/lib/server/libjvm.so").map(tree::resolve);
        for (Path file : Stream.concat(jars(tree).stream(), runtime).toList()) {
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 8);
    }
}
