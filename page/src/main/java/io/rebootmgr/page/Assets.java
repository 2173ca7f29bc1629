package io.rebootmgr.page;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** Style, script and icon. The address of each holds a hash of what is in it, so that browsers may keep it for ever. */
final class Assets {
    private static final int HASH_LENGTH = 16;
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    /** Where the library's own package has its files. */
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/" + uplotVersion() + "/dist/";

    private final Map<String, Asset> byPath = new HashMap<>();
    private final Map<String, String> paths = new HashMap<>();

    record Asset(String type, byte[] bytes) {}

    Assets() {
        add("page", "css", "text/css; charset=utf-8");
        add("page", "js", SCRIPT);
        add("charts", "js", SCRIPT);
        add("uplot", "js", SCRIPT, read(UPLOT + "uPlot.iife.min.js"));
        add("uplot", "css", "text/css; charset=utf-8", read(UPLOT + "uPlot.min.css"));
        add("icon", "svg", "image/svg+xml");
    }

    private void add(String name, String ending, String type) {
        add(name, ending, type, read(name + "." + ending));
    }

    private void add(String name, String ending, String type, byte[] bytes) {
        String path = "/assets/" + name + "-" + hash(bytes) + "." + ending;
        byPath.put(path, new Asset(type, bytes));
        paths.put(name + "." + ending, path);
    }

    Optional<Asset> at(String path) {
        return Optional.ofNullable(byPath.get(path));
    }

    /** Where a file of this name is. */
    String path(String name) {
        return paths.getOrDefault(name, "");
    }

    private static String uplotVersion() {
        Properties said = new Properties();
        try {
            said.load(new ByteArrayInputStream(read("/META-INF/maven/org.webjars.npm/uplot/pom.properties")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return said.getProperty("version", "");
    }

    static byte[] read(String name) {
        try (InputStream in = Assets.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing in this program");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes))
                    .substring(0, HASH_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
