package io.rebootmgr.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SuggestionTest {
    @Test
    void plainNamesStandAsPeopleTypeThem() {
        assertThat(Suggestion.resume("web1")).isEqualTo("`rebootmgr resume --node web1`");
        assertThat(Suggestion.key("get", "service/rebootmgr/nodes/web1/status"))
                .isEqualTo("`consul kv get service/rebootmgr/nodes/web1/status`");
        assertThat(Suggestion.of("rebootmgr release")
                        .argument("web1")
                        .option("--claim", "c0ffee")
                        .asIs("--reason …")
                        .typed())
                .isEqualTo("`rebootmgr release web1 --claim c0ffee --reason …`");
    }

    @Test
    void aNameThatLooksLikeAnOptionIsNone() {
        assertThat(Suggestion.resume("-x")).isEqualTo("`rebootmgr resume --node=-x`");
        assertThat(Suggestion.of("rebootmgr release")
                        .argument("--all")
                        .option("--claim", "-c d")
                        .toString())
                .isEqualTo("rebootmgr release --claim='-c d' -- --all");
    }

    @Test
    void aShellTakesAKeyForOneWord() {
        assertThat(Suggestion.key("delete", "stop/incident 42; reboot"))
                .isEqualTo("`consul kv delete 'stop/incident 42; reboot'`");
    }
}
