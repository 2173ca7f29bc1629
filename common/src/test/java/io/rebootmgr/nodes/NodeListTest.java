package io.rebootmgr.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.nodes.NodeList.Reading;
import io.rebootmgr.nodes.NodeList.Written;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of nodes: what stands for whom, what is refused and where, and that nothing is written out to find it. */
class NodeListTest {
    static NodeList list(String... texts) {
        if (NodeList.read(List.of(texts)) instanceof Reading.Read(NodeList list)) {
            return list;
        }
        throw new AssertionError(NodeList.read(List.of(texts)).toString());
    }

    private static List<String> names(String text) {
        Written written = list(text).writeOut(group -> group.equals("web") ? List.of("w1", "w2") : List.of(), 1000);
        return List.copyOf(((Written.Names) written).names());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "web1                | web1",
                "web1,db.example.com | web1 db.example.com",
                "web1 , web2         | web1 web2",
                "web[1-3]            | web1 web2 web3",
                "web[1-3,07]         | web1 web2 web3 web07",
                "web[08-11]          | web08 web09 web10 web11",
                "web[098-101]        | web098 web099 web100 web101",
                "web[99-101]         | web99 web100 web101",
                "web[0-1]            | web0 web1",
                "web0[1-2]           | web01 web02",
                "web[1-2]-ib[0-1]    | web1-ib0 web1-ib1 web2-ib0 web2-ib1",
                "r[1-2]n[01-02].x    | r1n01.x r1n02.x r2n01.x r2n02.x",
                "web[1-2][0-1]       | web10 web11 web20 web21",
                "web[1-2]0           | web10 web20",
                "[1-2]web            | 1web 2web",
                "@web,db1            | w1 w2 db1",
                "@nobody,db1         | db1",
                "web[3,1,1-2]        | web1 web2 web3",
            })
    void standsFor(String text, String expected) {
        List<String> all = List.of(expected.split(" "));
        assertThat(names(text)).hasSameElementsAs(all).doesNotHaveDuplicates();
        assertThat(all)
                .filteredOn(name -> !name.startsWith("w1") && !name.startsWith("w2"))
                .allMatch(name -> list(text).contains(name, "none"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "web[1-3]     | web4 web01 web10 web web1x xweb1 web0",
                "web1         | web10 web web01",
                "web[01-03]   | web1 web001 web04",
                "web[9-11]    | web09 web12 web8",
                "web[1-2][0-1]| web12 web1 web100",
                "@web         | web web1",
            })
    void doesNotStandFor(String text, String others) {
        assertThat(others.split(" ")).noneMatch(name -> list(text).contains(name, "none"));
    }

    @Test
    void aGroupIsOfItsNodes() {
        assertThat(list("@web").contains("any", "web")).isTrue();
        assertThat(list("@web").contains("web", "db")).isFalse();
        assertThat(list("web").contains("any", "web")).as("a name is no group").isFalse();
        assertThat(list("@web").isEmpty()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''            | at character 1: a name, a range like web[1-3] or a @group is missing",
                "web1,,web2    | at character 6: a name, a range like web[1-3] or a @group is missing",
                "'web1,'       | at character 6: a name, a range like web[1-3] or a @group is missing",
                "web1 web2     | at character 6: names are separated by commas",
                "web/1         | at character 4: '/' is not of a name",
                "web[1-3       | at character 4: this [ is not closed",
                "web[]         | at character 5: a number is missing within [ ]",
                "web[1-]       | at character 7: the range 1- has no end",
                "web[3-1]      | at character 5: the range 3-1 runs backwards",
                "web[1-03]     | at character 5: the range 1-03 has zeros in front of its end only",
                "web[1,a]      | at character 7: a number is missing within [ ]",
                "web[1-9/2]    | at character 8: '/' within [ ]",
                "web[1][2-]    | at character 10: the range 2- has no end",
                "web]          | at character 4: ']' is not of a name",
                "a,@           | at character 3: '@' names no group",
                "a,@x@y        | at character 5: '@' is not of a name",
                "@.            | at character 1: '@.' names no group",
                ".             | at character 1: '.' is no name of a node",
                "web[1234567890123456] | at character 5: a number of more than 15 digits",
                "web[1-99999]1 | at character 13: too many combinations",
            })
    void refuses(String text, String where) {
        assertThat(NodeList.read(text))
                .isInstanceOfSatisfying(
                        Reading.Wrong.class, wrong -> assertThat(wrong.what()).startsWith(where));
    }

    @Test
    void ofSeveralTextsTheOneThatIsWrongIsNamed() {
        assertThat(NodeList.read(List.of("web1", "web[2")))
                .isEqualTo(new Reading.Wrong("text 2, at character 4: this [ is not closed"));
        assertThat(list("web1", "web[2-3],@db").texts()).containsExactly("web1", "web[2-3]", "@db");
    }

    @ParameterizedTest
    @ValueSource(strings = {"web[1-1000000000]", "a[1-1000000]b[1-1000000]c[1-1000000]", "x[1-999999999999999]"})
    void aHugeRangeIsNeverWrittenOut(String text) {
        var soon = Duration.ofSeconds(2);
        org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(soon, () -> {
            NodeList huge = list(text);
            assertThat(huge.contains(text.replaceAll("\\[1-(\\d+)]", "77"), "g"))
                    .isTrue();
            assertThat(huge.contains(text.replaceAll("\\[1-(\\d+)]", "0"), "g")).isFalse();
            assertThat(huge.common(huge)).hasSize(1);
            assertThat(huge.writeOut(group -> List.of(), 1000)).isInstanceOf(Written.TooMany.class);
        });
    }

    @Test
    void manyNamesAreComparedSoon() {
        String many = IntStream.range(0, 9_000).mapToObj(n -> "web" + n).collect(Collectors.joining(","));
        String others = IntStream.range(8_999, 17_000).mapToObj(n -> "web" + n).collect(Collectors.joining(","));
        String odd = IntStream.range(0, 9_000).mapToObj(n -> "" + (2 * n + 1)).collect(Collectors.joining(","));
        String even = IntStream.range(0, 9_000).mapToObj(n -> "" + 2 * n).collect(Collectors.joining(","));
        org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(Duration.ofSeconds(2), () -> {
            assertThat(list(many.substring(0, 60_000).replaceAll(",[^,]*$", ""))
                            .common(list(others.substring(0, 60_000).replaceAll(",[^,]*$", ""))))
                    .isEmpty();
            assertThat(list("web[" + odd + "]").common(list("web[" + even + "]")))
                    .isEmpty();
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "web[1-9]         | web5           | web5",
                "web5             | web[1-9]       | web5",
                "web[1-9]         | web[5-20]      | web5",
                "web[01-09]       | web[1-9]       | ''",
                "web[1-9]         | db[1-9]        | ''",
                "web[1-2]-ib[0-1] | web2-ib[1-3]   | web2-ib1",
                "web[1-2]-ib[0-1] | web3-ib[0-1]   | ''",
                "@web,a           | b,@web         | @web",
                "@web             | web1           | ''",
                "a,b,c            | c,b            | b c",
            })
    void tellsWhatStandsInBoth(String one, String other, String common) {
        assertThat(String.join(" ", list(one).common(list(other)))).isEqualTo(common);
        assertThat(String.join(" ", list(other).common(list(one)))).isEqualTo(common);
    }
}
