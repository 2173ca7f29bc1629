package io.rebootmgr.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.Consul.LocalService;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NearlyTagsTest {
    private static final String MORE_SAY =
            "give the service the tag rebootmgr, rebootmgr_preboot or rebootmgr_postboot as well";

    private static List<String> waysOut(String... tags) {
        return NearlyTags.of(List.of(new LocalService("web-1", "web", List.of(tags)))).stream()
                .map(NearlyTags.Hint::wayOut)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Rebootmgr|write rebootmgr",
                "reboot_mgr|write rebootmgr",
                "rebootmgr-preboot|write rebootmgr_preboot",
                "rebootmgr_post_boot|write rebootmgr_postboot",
                "rebootmgr:preboot|write rebootmgr_preboot",
                "rebootmgr=true|write rebootmgr",
                "rebootmgr_before|write one of rebootmgr, rebootmgr_preboot and rebootmgr_postboot",
                "min_passing:2|write min_passing=2",
                "min-passing=2|write min_passing=2",
                "MIN_PASSING=2|write min_passing=2",
                "max_failing 1|write max_failing=1",
                "rebootmgr,|write rebootmgr",
                "min_passing=2,rebootmgr|it is one tag: give it as 2, each by itself",
                "rebootmgr min_passing=2|it is one tag: give it as 2, each by itself",
                "maxfailing|write max_failing=N",
                "ignore-maintenance|write ignore_maintenance",
                "rebootmgr,min_passing=2|it is one tag: give it as 2, each by itself",
                "rebootmgr; max_failing=1|it is one tag: give it as 2, each by itself",
            })
    void pointsAtWhatNearlySaysSomething(String tag, String wayOut) {
        assertThat(waysOut(tag)).containsExactly(wayOut);
        assertThat(waysOut("rebootmgr", tag)).containsExactly(wayOut);
    }

    @Test
    void pointsAtARuleOfAServiceWithoutASay() {
        assertThat(waysOut("min_passing=2")).containsExactly(MORE_SAY);
        assertThat(waysOut("max_failing=1", "prod")).containsExactly(MORE_SAY);
        assertThat(waysOut("min_passing=2", "rebootmgr_postboot")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rebootmgr",
                "rebootmgr_preboot",
                "ignore_maintenance",
                "prod",
                "",
                "traefik.enable=true",
                "urlprefix-/web a=b,c",
                "v1.2,v1.3",
                "minimum"
            })
    void saysNothingOfOthers(String tag) {
        assertThat(waysOut(tag)).isEmpty();
    }

    @Test
    void saysWhichServiceAndWhichTag() {
        assertThat(NearlyTags.of(List.of(new LocalService("a", "web", List.of("Rebootmgr"))))
                        .getFirst()
                        .text())
                .isEqualTo("service web: the tag \"Rebootmgr\" counts for nothing");
    }
}
