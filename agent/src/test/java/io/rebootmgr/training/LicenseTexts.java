package io.rebootmgr.training;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The licence texts of what is bundled: a jar's own, and the general one where it brings none. */
final class LicenseTexts {
    private static final Pattern TEXT = Pattern.compile(".*(licen[cs]e|notice|copying)[^/]*", Pattern.CASE_INSENSITIVE);

    private final Path project;
    private final Path to;

    /** @param to the folder to write into */
    LicenseTexts(Path project, Path to) {
        this.project = project;
        this.to = to;
    }

    /**
     * Writes down a jar's texts and gives their names.
     *
     * @param licenses by their SPDX names
     */
    List<String> of(Path jar, List<String> licenses) throws IOException {
        String folder = jar.getFileName().toString().replaceFirst("\\.jar$", "");
        List<String> written = new ArrayList<>();
        boolean licensed = false;
        try (JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry entry : Collections.list(file.entries())) {
                if (entry.isDirectory() || entry.getName().endsWith(".class") || !isText(entry)) {
                    continue;
                }
                Path name = Path.of(entry.getName()).getFileName();
                licensed |= !name.toString().matches("(?i)notice.*");
                Files.createDirectories(to.resolve(folder));
                byte[] text = file.getInputStream(entry).readAllBytes();
                if (new String(text, StandardCharsets.UTF_8).contains("Mozilla Public License")
                        && licenses.stream().noneMatch(license -> license.contains("MPL"))) {
                    throw new IllegalStateException(jar + " carries what is under the MPL: name it in Bundled.CARRIED");
                }
                // Two of one name would be one file: then this has to give them folders.
                Files.write(to.resolve(folder).resolve(name), text, StandardOpenOption.CREATE_NEW);
                written.add(folder + "/" + name);
            }
        }
        Collections.sort(written);
        for (String all : licenses) {
            List<String> each = List.of(all.split(Bundled.AND, -1));
            // The jar's own text is that of the first; of what it carries along it has none.
            for (String license : licensed ? each.subList(1, each.size()) : each) {
                written.add(general(license, jar));
            }
        }
        if (written.isEmpty()) {
            throw new IllegalStateException("no licence is known of " + jar);
        }
        return written;
    }

    private static boolean isText(JarEntry entry) {
        return TEXT.matcher(entry.getName()).matches();
    }

    /** That of this very jar where the project has it, for some licences name whose they are. */
    private String general(String license, Path jar) throws IOException {
        Path texts = project.resolve("packaging/licenses");
        String own = license + "." + jar.getFileName().toString().replaceFirst("-[0-9].*$", "");
        String name = Files.exists(texts.resolve(own)) ? own : license;
        Path text = name.equals("Apache-2.0") ? project.resolve("LICENSE") : texts.resolve(name);
        if (!Files.exists(text)) {
            throw new IllegalStateException("no text of the licence " + license + " of " + jar + "; put it at " + text);
        }
        Files.createDirectories(to);
        Files.write(to.resolve(name), Files.readAllBytes(text));
        return name;
    }

    /** Those that the JDK keeps by module; many are links to others. */
    void ofRuntime(Path legal) throws IOException {
        try (Stream<Path> files = Files.walk(legal)) {
            for (Path file : files.sorted().toList()) {
                Path copy = to.resolve("java-runtime")
                        .resolve(legal.relativize(file).toString());
                if (Files.isSymbolicLink(file)) {
                    // From one module to another, so that it leads to the same place in the copy.
                    Files.createSymbolicLink(copy, Files.readSymbolicLink(file));
                } else if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.write(copy, Files.readAllBytes(file));
                }
            }
        }
    }
}
