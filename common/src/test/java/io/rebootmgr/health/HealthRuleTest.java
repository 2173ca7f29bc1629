package io.rebootmgr.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.health.HealthRule.Bounds;
import io.rebootmgr.health.HealthRule.Malformed;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HealthRuleTest {

    @ParameterizedTest(name = "tags [{0}] mean: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            ''                                        | none may fail
            rebootmgr                                 | none may fail
            min_passing=2                             | min_passing=2
            min_passing=0                             | min_passing=0
            min_passing=02                            | min_passing=2
            min_passing=1000000                       | min_passing=1000000
            max_failing=1                             | max_failing=1
            max_failing=0                             | none may fail
            max_failing=1, min_passing=2              | min_passing=2 and max_failing=1
            min_passing=2, rebootmgr, min_passing=2   | min_passing=2
            min_passing_total=x, http                 | none may fail
            """)
    void a_rule_is_read_from_tags(String tags, String rule) {
        assertThat(HealthRule.of(tags(tags)))
                .isInstanceOfSatisfying(
                        Bounds.class, limits -> assertThat(limits.text()).isEqualTo(rule));
    }

    @ParameterizedTest(name = "[{0}] is malformed")
    @ValueSource(
            strings = {
                "min_passing=two",
                "min_passing=-1",
                "min_passing=+1",
                "min_passing=",
                "min_passing= 2",
                "min_passing=2 ",
                "min_passing=1.5",
                "min_passing=1e3",
                "min_passing=0x2",
                "min_passing=٣",
                "min_passing=1000001",
                "min_passing=99999999999999999999",
                "min_passing",
                "max_failing=none",
                "max_failing=-1",
                "max_failing==1"
            })
    void a_number_that_is_none_is_malformed_and_names_the_tag(String tag) {
        assertThat(HealthRule.of(List.of("rebootmgr", tag, "min_passing=2", "max_failing=1")))
                .isInstanceOfSatisfying(
                        Malformed.class,
                        malformed -> assertThat(malformed.tag()).isEqualTo(tag));
    }

    @Test
    void two_numbers_for_one_bound_contradict_each_other() {
        assertThat(HealthRule.of(List.of("min_passing=2", "min_passing=3")))
                .isEqualTo(new Malformed("min_passing=3", "one min_passing, there is min_passing=2 too"));
    }

    @ParameterizedTest(name = "[{0}] and [{1}] mean: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            min_passing=2 | min_passing=3 | min_passing=3
            max_failing=2 | max_failing=1 | max_failing=1
            min_passing=2 | max_failing=1 | min_passing=2 and max_failing=1
            min_passing=2 | ''            | min_passing=2 and none may fail
            ''            | ''            | none may fail
            """)
    void of_two_rules_both_hold(String one, String other, String both) {
        HealthRule a = HealthRule.of(tags(one));
        HealthRule b = HealthRule.of(tags(other));
        assertThat(a.and(b))
                .isEqualTo(b.and(a))
                .isInstanceOfSatisfying(
                        Bounds.class, limits -> assertThat(limits.text()).isEqualTo(both));
    }

    @Test
    void one_malformed_rule_makes_both_malformed() {
        HealthRule malformed = HealthRule.of(List.of("min_passing=two"));
        HealthRule clear = new Bounds(OptionalInt.of(1), OptionalInt.empty());
        assertThat(malformed.and(clear)).isEqualTo(malformed);
        assertThat(clear.and(malformed)).isEqualTo(malformed);
    }

    private static List<String> tags(String tags) {
        return Arrays.stream(tags.split(",")).map(String::strip).toList();
    }
}
