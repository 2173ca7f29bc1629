package io.rebootmgr.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Writes down what the packages bundle: the bill of materials (CycloneDX) with the Java runtime in it, and everybody's
 * licence texts. Fails where the bill and the tree differ, or a text is missing. The same tree gives the same bytes.
 */
final class Bundled {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    /** Between licences that all hold. */
    static final String AND = " AND ";

    private static final String OWN = "rebootmgr-";
    /** What jars carry of others' and their authors do not declare: Mozilla's list of public suffixes, compiled. */
    private static final Map<String, String> CARRIED = Map.of("okhttp", "MPL-2.0", "guava", "MPL-2.0");

    /** Licences by names that their authors made up. */
    private static final Map<String, String> BY_ANOTHER_NAME = Map.of("The (New) BSD License", "BSD-3-Clause");

    private final Path tree;
    private final String name;
    private final Path to;
    private final LicenseTexts texts;

    private Bundled(Path tree, Path to, LicenseTexts texts) {
        this.tree = tree;
        this.name = tree.getFileName().toString();
        this.to = to;
        this.texts = texts;
    }

    /** The bill of the jars, the built tree and the name of its own jar, the project, and the folder to write into. */
    public static void main(String[] args) throws IOException {
        Path to = Path.of(args[4]);
        OwnRuntime.delete(to);
        Files.createDirectories(to);
        new Bundled(Path.of(args[1]), to, new LicenseTexts(Path.of(args[3]), to.resolve("licenses")))
                .write(JSON.readTree(Path.of(args[0]).toFile()), args[2]);
    }

    private void write(JsonNode read, String own) throws IOException {
        ObjectNode bill = (ObjectNode) read;
        if (bill.has("serialNumber") || bill.path("metadata").has("timestamp")) {
            throw new IllegalStateException("two builds would not give the same bill");
        }
        List<String> index = new ArrayList<>();
        Set<String> jars = jars();
        for (JsonNode component : bill.withArray("components")) {
            String jar = component.path("name").asText() + "-"
                    + component.path("version").asText() + ".jar";
            if (!jars.remove(jar)) {
                throw new IllegalStateException("in the bill and not in the tree: " + jar);
            }
            if (!jar.startsWith(OWN)) {
                addCarried((ObjectNode) component);
                nameTheLicenses(component);
                List<String> licenses = licenses(component);
                List<String> files = texts.of(tree.resolve("lib").resolve(jar), licenses);
                index.add(jar + ": " + String.join(" or ", licenses) + " (" + String.join(", ", files) + ")");
            }
        }
        if (!jars.equals(Set.of(own))) {
            throw new IllegalStateException("in the tree and not in the bill: " + jars);
        }
        addRuntime(bill);
        texts.ofRuntime(tree.resolve("runtime/legal"));
        index.add("Java runtime " + System.getProperty("java.runtime.version")
                + ": GPL-2.0-only WITH Classpath-exception-2.0 (java-runtime)");
        Files.writeString(to.resolve("licenses/INDEX"), String.join("\n", index) + "\n");
        Files.write(
                to.resolve(name + ".cdx.json"),
                (JSON.writeValueAsString(bill).replace("\r\n", "\n") + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private Set<String> jars() throws IOException {
        try (Stream<Path> files = Files.list(tree.resolve("lib"))) {
            Set<String> names = new TreeSet<>();
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".jar"))
                    .forEach(names::add);
            return names;
        }
    }

    private static void addCarried(ObjectNode component) {
        String carried = CARRIED.get(component.path("name").asText());
        if (carried != null) {
            String declared = licenses(component).getFirst();
            component.putArray("licenses").addObject().put("expression", declared + AND + carried);
        }
    }

    private static void nameTheLicenses(JsonNode component) {
        for (JsonNode item : component.path("licenses")) {
            String known = BY_ANOTHER_NAME.get(item.path("license").path("name").asText());
            if (known != null) {
                ((ObjectNode) item.path("license")).removeAll();
                ((ObjectNode) item.path("license")).put("id", known);
            }
        }
    }

    /** By their SPDX names, as many as there are to choose from. */
    private static List<String> licenses(JsonNode component) {
        List<String> names = new ArrayList<>();
        for (JsonNode item : component.path("licenses")) {
            JsonNode license = item.path("license");
            names.add(
                    item.has("expression")
                            ? item.path("expression").asText()
                            : license.path("id").asText(license.path("name").asText()));
        }
        return names;
    }

    /** No jar, and what most fixes are for. This program runs on the JDK that the runtime was cut from. */
    private void addRuntime(ObjectNode bill) {
        String version = System.getProperty("java.runtime.version");
        String feature = Runtime.version().toString().replaceFirst("[+-].*", "");
        String ref = "pkg:generic/openjdk@" + version.replace("+", "%2B");
        ObjectNode runtime = bill.withArray("components")
                .addObject()
                .put("type", "platform")
                .put("bom-ref", ref)
                .put("publisher", System.getProperty("java.vendor"))
                .put("name", "openjdk")
                .put("version", version)
                .put(
                        "description",
                        "The Java runtime in usr/lib/" + name + "/runtime, cut to the modules that are needed");
        runtime.putArray("licenses").addObject().put("expression", "GPL-2.0-only WITH Classpath-exception-2.0");
        runtime.put("cpe", "cpe:2.3:a:oracle:openjdk:" + feature + ":*:*:*:*:*:*:*")
                .put("purl", ref);
        String root = bill.path("metadata").path("component").path("bom-ref").asText();
        ArrayNode dependencies = bill.withArray("dependencies");
        dependencies.forEach(dependency -> {
            if (dependency.path("ref").asText().equals(root)) {
                ((ObjectNode) dependency).withArray("dependsOn").add(ref);
            }
        });
        dependencies.addObject().put("ref", ref).putArray("dependsOn");
    }
}
