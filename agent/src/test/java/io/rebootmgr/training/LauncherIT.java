package io.rebootmgr.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The built program where somebody types it, whatever is there. */
@Timeout(240)
class LauncherIT {
    private static final Path TREE = Path.of("target", "rebootmgr").toAbsolutePath();
    private static final Path PROGRAM = TREE.resolve("bin/rebootmgr");
    private static final String ALL_IT_SAYS = "rebootmgr [^,]+, Java runtime [^ ]+\n";

    @TempDir
    private Path folder = Path.of("");

    /** What {@code --version} says, after these commands of a shell in a folder of its own. */
    private String said(String before, Map<String, String> environment) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        Path here = Files.createDirectories(folder.resolve("here"));
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", before + "exec " + PROGRAM + " --version")
                .directory(here.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(output)).isZero();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(output);
    }

    @Test
    void itStartsInADirectoryThatWasRemoved() throws Exception {
        assertThat(said("rmdir ../here; ", Map.of())).containsPattern(ALL_IT_SAYS);
    }

    /** Anybody can leave such files in /tmp; in JSON the words would be no JSON. */
    @Test
    void javaHasNothingToSayOfFilesThatStandThere() throws Exception {
        assertThat(said("echo +Foo >.hotspotrc; echo quiet >.hotspot_compiler; ", Map.of()))
                .matches(ALL_IT_SAYS);
    }

    @Test
    void optionsForOtherProgramsDoNotReachItsJava() throws Exception {
        Map<String, String> options = Map.of(
                "JAVA_TOOL_OPTIONS",
                "-Xfoo",
                "JDK_JAVA_OPTIONS",
                "-Xfoo",
                "_JAVA_OPTIONS",
                "-Xfoo",
                "CDPATH",
                "/:/usr");
        assertThat(said("", options)).matches(ALL_IT_SAYS);
    }

    /** In a copy: the package of the page is looked for beside the agent's. */
    @Test
    void thePageIsHandedOverWhereItIsAndNamedWhereItIsNot() throws Exception {
        Path lib = Files.createDirectory(folder.resolve("lib"));
        Path bin = Files.createDirectories(lib.resolve("rebootmgr/bin"));
        Path launcher = Files.copy(PROGRAM, bin.resolve("rebootmgr"), StandardCopyOption.COPY_ATTRIBUTES);
        Path output = folder.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(launcher.toString(), "page", "--listen", "a b")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        assertThat(builder.start().waitFor()).isEqualTo(64);
        assertThat(output).content().contains("install the package rebootmgr-page");
        Path page = Files.createDirectories(lib.resolve("rebootmgr-page/bin")).resolve("rebootmgr-page");
        Files.writeString(page, "#!/bin/sh\nprintf '<%s>' \"$@\"\n");
        assertThat(page.toFile().setExecutable(true)).isTrue();
        assertThat(builder.start().waitFor()).isZero();
        assertThat(output).content().isEqualTo("<page><--listen><a b>");
    }

    /** What stands in a cache is executed. Only root can give a file to somebody else. */
    @Test
    @EnabledIfSystemProperty(named = "user.name", matches = "root")
    void rootTakesNoCacheOfOthers() throws Exception {
        Path caches = Files.createDirectory(folder.resolve("caches"));
        Path cache = caches.resolve(
                Files.readString(TREE.resolve("lib/rebootmgr.id")).strip() + ".aot");
        Map<String, String> environment = Map.of("REBOOTMGR_CACHE", caches.toString());
        for (Path theirs : new Path[] {cache, caches}) {
            Files.writeString(cache, "garbage");
            Files.setAttribute(theirs, "unix:uid", 65534);
            assertThat(said("", environment)).matches(ALL_IT_SAYS);
            assertThat(cache)
                    .as("one that is tried and does not fit is thrown away")
                    .exists();
            Files.setAttribute(theirs, "unix:uid", 0);
        }
        assertThat(said("", environment)).matches(ALL_IT_SAYS);
        assertThat(cache).as("its own is tried").doesNotExist();
        assertThat(new ProcessBuilder("mkfifo", cache.toString()).start().waitFor())
                .isZero();
        assertThat(said("", environment)).matches(ALL_IT_SAYS);
    }
}
