package io.rebootmgr.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A file that no test names shows what was once printed, and nobody finds out when that is no longer so. */
class GoldenFilesTest {
    private static final Path FILES = Path.of("src/test/resources/golden");
    private static final Path TESTS = Path.of("src/test/java");

    @Test
    void everyFileIsNamedByATest() throws IOException {
        String tests;
        try (Stream<Path> files = Files.walk(TESTS)) {
            tests = files.filter(file -> file.toString().endsWith(".java"))
                    .map(GoldenFilesTest::read)
                    .collect(Collectors.joining());
        }
        List<String> names;
        try (Stream<Path> files = Files.walk(FILES)) {
            names = files.filter(Files::isRegularFile)
                    .map(file -> FILES.relativize(file).toString().replaceFirst("\\.[a-z]+$", ""))
                    .toList();
        }

        assertThat(names)
                .isNotEmpty()
                .allSatisfy(name -> assertThat(tests)
                        .as("the tests name " + name)
                        .containsAnyOf("\"" + name + "\"", "\"" + name.substring(name.indexOf('/') + 1) + "\""));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
