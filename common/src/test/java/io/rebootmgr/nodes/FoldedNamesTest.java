package io.rebootmgr.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FoldedNamesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                web1                      | web1
                web1 web2 web3            | web[1-3]
                web3 web1 web9            | web[1,3,9]
                web07 web08 web09 web10   | web10 web[07-09]
                db web1.ams web2.ams web3 | db web3 web[1-2].ams
                r1n1 r1n2 r2n1            | r1n[1-2] r2n1
                a12345678901              | a12345678901
                """)
    void folded(String names, String words) {
        assertThat(FoldedNames.words(List.of(names.split(" ")))).containsExactly(words.split(" "));
    }

    @RepeatedTest(30)
    void aListReadsItBack(RepetitionInfo info) {
        Random random = new Random(info.getCurrentRepetition());
        Set<String> names = new TreeSet<>();
        for (int n = 0; n < 60; n++) {
            int number = random.nextInt(random.nextBoolean() ? 12 : 2_000);
            String digits = random.nextBoolean() ? "%03d".formatted(number) : Integer.toString(number);
            names.add(List.of("web", "r1n", "", "x-").get(random.nextInt(4))
                    + digits
                    + List.of("", ".ams", "-ib").get(random.nextInt(3)));
        }
        NodeList list = NodeListTest.list(String.join(",", FoldedNames.words(names)));
        NodeList.Written written = list.writeOut(group -> List.of(), 10_000);
        assertThat(((NodeList.Written.Names) written).names()).containsExactlyInAnyOrderElementsOf(names);
    }
}
