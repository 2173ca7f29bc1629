package io.rebootmgr.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The reference page has a row for each field, in their order, with its type, its default and its bounds. */
class PolicyFieldsTest {
    private static final Path REFERENCE = Path.of("../docs/reference.md");

    /** The rows of the table below the heading, a list of cells each. */
    private static List<List<String>> rows() throws IOException {
        List<List<String>> rows = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(REFERENCE)) {
            if (line.startsWith("## ")) {
                inside = line.equals("## Policy");
            } else if (inside && line.startsWith("| `")) {
                rows.add(Stream.of(line.substring(1, line.length() - 1).split(" \\|"))
                        .map(String::strip)
                        .toList());
            }
        }
        return rows;
    }

    @Test
    void theReferenceHasEachInOrder() throws IOException {
        assertThat(rows())
                .extracting(row -> row.getFirst().replace("`", ""))
                .containsExactlyElementsOf(PolicyFields.names());
    }

    @Test
    void theReferenceSaysTypeDefaultAndBoundsOfEach() throws IOException {
        for (List<String> row : rows()) {
            PolicyField<?> field =
                    PolicyFields.named(row.getFirst().replace("`", "")).orElseThrow();
            assertThat(row.get(1)).as(field.name()).isEqualTo(field.type());
            Optional<JsonNode> value = field.in(Policy.DEFAULTS);
            value.map(json -> json.isTextual() ? json.textValue() : Json.line(json))
                    .ifPresent(text -> assertThat(row.get(2)).as(field.name()).startsWith(text));
            assertThat(row.get(3)).as(field.name()).startsWith(field.bounds());
        }
    }
}
