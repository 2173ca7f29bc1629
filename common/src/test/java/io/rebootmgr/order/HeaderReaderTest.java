package io.rebootmgr.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderReaderTest {
    private static final String BEGIN = "### BEGIN REBOOTMGR INFO\n";
    private static final String END = "### END REBOOTMGR INFO\n";
    private static final String WHOLE = "#!/bin/sh\n" + BEGIN + """
            # Service:  nova-compute
            # Step:     2
            # After:    rabbitmq galera
            # Requires: openvswitch
            # Tags:     controlplane
            # Once:     group
            # Timeout:  10m
            """ + END + "exit 0\n";

    private static HeaderResult read(String text) {
        return HeaderReader.read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Header header(String text) {
        HeaderResult result = read(text);
        assertThat(result).isInstanceOf(HeaderResult.Valid.class);
        return ((HeaderResult.Valid) result).header();
    }

    private static List<String> problems(String text) {
        HeaderResult result = read(text);
        assertThat(result).as(text).isInstanceOf(HeaderResult.Malformed.class);
        return ((HeaderResult.Malformed) result).problems();
    }

    private static String with(String... lines) {
        return BEGIN + String.join("\n", lines) + "\n" + END;
    }

    @Test
    void readsEveryField() {
        assertThat(header(WHOLE))
                .isEqualTo(new Header(
                        Optional.of("nova-compute"),
                        2,
                        List.of("rabbitmq", "galera"),
                        List.of("openvswitch"),
                        List.of("controlplane"),
                        true,
                        Optional.of(Duration.ofMinutes(10)),
                        List.of()));
    }

    @Test
    void readsTheSameWithTheLineEndsOfWindowsAndWithOtherCharactersAround() {
        assertThat(header(WHOLE.replace("\n", "\r\n"))).isEqualTo(header(WHOLE));
        byte[] latin1 = ("# \u00e9t\u00e9\n" + WHOLE).getBytes(StandardCharsets.ISO_8859_1);
        assertThat(HeaderReader.read(latin1)).isEqualTo(read(WHOLE));
        assertThat(header(WHOLE + "x".repeat(60_000) + "\0")).isEqualTo(header(WHOLE));
        assertThat(header(WHOLE.replace("exit 0\n", ""))).isEqualTo(header(WHOLE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "#!/bin/sh\nexit 0\n",
                "\u007fELF\0### BEGIN REBOOTMGR INFO\n",
                "#!/bin/sh\n### BEGIN INIT INFO\n# Step: x\n### END INIT INFO\n",
                "#!/bin/sh\necho '### BEGIN REBOOTMGR INFO'\n"
            })
    void whatHasNoMarkHasNoHeader(String text) {
        assertThat(header(text)).isEqualTo(Header.NONE);
    }

    @Test
    void anEmptyHeaderSaysNothing() {
        assertThat(header(with("", "#", "# After:", "#Requires: ", "#Tags:"))).isEqualTo(Header.NONE);
    }

    @Test
    void namesStandApartByBlanksOrCommas() {
        Header header = header(with("# AFTER:a, b,c\t d", "#   step :7"));
        assertThat(header.after()).containsExactly("a", "b", "c", "d");
        assertThat(header.step()).isEqualTo(7);
    }

    @Test
    void fieldsOfOtherVersionsAreKeptApart() {
        Header header = header(with("# Service: nova", "# Description: stops nova", "# Require: x"));
        assertThat(header.unknown()).containsExactly("Description", "Require");
        assertThat(header.requires()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "# Step: two|says Step in line 2 of its header, which is \"two\", expected a whole number from 0 to 99",
                "# Step: 100|expected a whole number from 0 to 99",
                "# Step: -1|expected a whole number from 0 to 99",
                "# Step:|which is \"\", expected a whole number",
                "# Service:|which is \"\", expected a name of letters",
                "# Service: two words|which is \"two words\", expected a name",
                "# After: ok no/way|says After in line 2 of its header, which is \"no/way\", expected a name",
                "# Once: fleet|which is \"fleet\", expected group",
                "# Once: Group|which is \"Group\", expected group",
                "# Timeout: 10|expected a duration with its unit, like 90s, 5m, 2h or 1d; did you mean 10s?",
                "# Timeout: 0s|expected 1s or longer",
                "# what this is for|has \"# what this is for\" in line 2, in its header",
                "set -e|has \"set -e\" in line 2, in its header",
                "### BEGIN REBOOTMGR INFO|has more than one header",
            })
    void saysWhatIsWrongAndWhere(String line, String problem) {
        assertThat(problems(with(line))).singleElement().asString().contains(problem);
    }

    @Test
    void saysAllThatIsWrongAtOnce() {
        assertThat(problems(with("# Step: x", "# Step: 3", "# Once: x", "# Tags: (", "nonsense")))
                .hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# BEGIN REBOOTMGR INFO",
                "### begin rebootmgr info",
                "###BEGIN REBOOTMGR INFO",
                "### BEGIN REBOOTMGR INFO ###",
                "### BEGIN  REBOOTMGR-INFO"
            })
    void aMarkThatIsNearlyOneIsNotTakenForAComment(String mark) {
        assertThat(problems("#!/bin/sh\n" + mark + "\n# Step: 1\n" + END))
                .singleElement()
                .asString()
                .contains("line 2", "\"### BEGIN REBOOTMGR INFO\"");
    }

    @Test
    void endsWithinFiftyLines() {
        String before = "#\n".repeat(47);
        assertThat(header(before + BEGIN + "# Step: 1\n" + END).step()).isEqualTo(1);
        assertThat(problems(before + "#\n" + BEGIN + "# Step: 1\n" + END))
                .singleElement()
                .asString()
                .contains("begins a header in line 49 that does not end within the first 50 lines");
        assertThat(problems(END)).singleElement().asString().contains("ends a header in line 1 that has not begun");
        assertThat(header("#\n".repeat(50) + WHOLE)).isEqualTo(Header.NONE);
    }

    /** Of a line without end no more is read than of others. */
    @Test
    void whatIsCutOffDoesNotEnd() {
        byte[] head = (BEGIN + "# After: " + "a".repeat(HeaderReader.BYTES_MAX))
                .substring(0, HeaderReader.BYTES_MAX)
                .getBytes(StandardCharsets.US_ASCII);
        assertThat(HeaderReader.read(head)).isInstanceOf(HeaderResult.Malformed.class);
    }

    @Test
    void whateverStandsThereIsReadToAnEnd() {
        Random random = new Random(5);
        byte[] whole = WHOLE.getBytes(StandardCharsets.US_ASCII);
        for (int round = 0; round < 50_000; round++) {
            byte[] bytes = whole.clone();
            for (int change = random.nextInt(6); change >= 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) (random.nextInt(4) == 0 ? '\n' : random.nextInt(256));
            }
            HeaderResult result = HeaderReader.read(bytes);
            if (result instanceof HeaderResult.Malformed malformed) {
                assertThat(malformed.problems()).isNotEmpty().allMatch(problem -> problem.length() < 300);
            }
        }
    }
}
