package io.rebootmgr.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.json.Json;
import io.rebootmgr.policy.PolicyEdit.Assignment;
import io.rebootmgr.policy.PolicyEdit.Result;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fields as they are typed, and what becomes of the layer; JSON may be written with single quotes. */
class PolicyEditTest {
    private static Result edit(LayerKind kind, String layer, String... assignments) {
        byte[] json = layer.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        List<Assignment> all = Arrays.stream(assignments)
                .map(word -> word.split("=", 2))
                .map(word -> new Assignment(word[0], word[1]))
                .toList();
        return PolicyEdit.of(new Layer("r/config", kind, json), all);
    }

    private static String edited(String layer, String... assignments) {
        Result result = edit(LayerKind.FLEET, layer, assignments);
        assertThat(result).isInstanceOf(Result.Edited.class);
        return Json.line(((Result.Edited) result).json()).replace('"', '\'');
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            limit=3                       | {'limit':3}
            settle=90s                    | {'settle':'90s'}
            settle="90s"                  | {'settle':'90s'}
            enabled=false                 | {'enabled':false}
            disabled_reason=5             | {'disabled_reason':'5'}
            disabled_reason=no, not now   | {'disabled_reason':'no, not now'}
            fleet_name=prod 2             | {'fleet_name':'prod 2'}
            ignore_failed_checks=web1     | {'ignore_failed_checks':['web1']}
            ignore_failed_checks=a, b     | {'ignore_failed_checks':['a','b']}
            ignore_failed_checks=[]       | {'ignore_failed_checks':[]}
            holidays={"country": "DE"}    | {'holidays':{'country':'DE'}}
            """)
    void readsWhatIsTyped(String typed, String json) {
        assertThat(edited("{}", typed)).isEqualTo(json);
    }

    /** In a text as it is typed, in one that JSON escapes, and deeper inside. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            contact=x\u202e                                                  | contact holds the character U+202E
            contact="x\\ny"                                                   | contact holds the character U+000A
            contact="x\\u0007"                                               | contact holds the character U+0007
            freezes=[{"from":"2026-01-01","to":"2026-01-02","reason":"\u200b"}] | freezes holds the character U+200B
            """)
    void refusesCharactersThatNobodySees(String typed, String said) {
        Result result = edit(LayerKind.FLEET, "{'settle':'1s'}", typed);
        assertThat(result).isInstanceOf(Result.Refused.class);
        assertThat(((Result.Refused) result).problems().getFirst().text())
                .isEqualTo("r/config: " + said + ", expected printable text on one line");
    }

    @Test
    void takesJsonOnSeveralLines() {
        assertThat(edited("{}", "holidays={\n\t\"country\": \"DE\"\n}")).isEqualTo("{'holidays':{'country':'DE'}}");
    }

    @Test
    void keepsOtherFieldsAndTheirOrder() {
        assertThat(edited("{'windows':[],'limit':1,'settle':'1s'}", "limit=2", "enabled=true"))
                .isEqualTo("{'windows':[],'limit':2,'settle':'1s','enabled':true}");
        assertThat(edited("{'windows':[],'limit':1}", "limit=")).isEqualTo("{'windows':[]}");
        assertThat(edited("{'limt':2,'limit':1}", "limt=")).isEqualTo("{'limit':1}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            FLEET | limit=0              | r/config: limit is 0, expected a whole number from 1
            FLEET | limit=two            | r/config: limit is "two", expected a whole number
            FLEET | settle=90            | r/config: settle is 90, expected a duration with its unit, like "90s"; did you mean
            FLEET | limt=2               | r/config: limt is unknown; did you mean limit?
            FLEET | limt=                | r/config: limt is unknown; did you mean limit?
            FLEET | windows=[{"days":[]}] | r/config: windows[0].days
            NODE  | limit=2              | r/config: limit belongs to the fleet's or a group's policy
            GROUP | fleet_name=x         | r/config: fleet_name belongs to the fleet's policy
            """)
    void refusesWhatIsNotValid(LayerKind kind, String typed, String said) {
        Result result = edit(kind, "{'settle':'1s'}", "enabled=true", typed);
        assertThat(result).isInstanceOf(Result.Refused.class);
        assertThat(((Result.Refused) result).problems().getFirst().text()).contains(said);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'limit':        | r/config
            []               | r/config is an empty list, not an object
            {'settle':'90'}  | r/config: settle is "90"
            """)
    void leavesABrokenLayerAlone(String layer, String said) {
        Result result = edit(LayerKind.FLEET, layer, "limit=2");
        assertThat(result).isInstanceOf(Result.Broken.class);
        assertThat(((Result.Broken) result).problems().getFirst().text()).startsWith(said);
    }

    @Test
    void aBrokenFieldIsPutRightInTheSameCommand() {
        assertThat(edited("{'settle':'90'}", "limit=2", "settle=")).isEqualTo("{'limit':2}");
    }

    @Test
    void tellsWhatIsNew() {
        Result.Edited result = (Result.Edited)
                edit(LayerKind.FLEET, "{'limit':1,'settle':'1s'}", "limit=2", "settle=1s", "enabled=", "min_uptime=1h");
        assertThat(result.changes().stream().map(ChangeLog::text))
                .containsExactly("limit: 1 -> 2", "min_uptime: not set -> 1h");
    }

    @Test
    void theNotesAreReadAsTheyAreWritten() throws Exception {
        ChangeLog log = ChangeLog.NONE;
        for (int at = 0; at < 25; at++) {
            log = log.with(new ChangeLog.Note(
                    Instant.EPOCH.plusSeconds(at), "alice@web1", at % 2 == 0 ? "" : "why", List.of("limit: 1 -> 2")));
        }
        assertThat(log.notes()).hasSize(20);
        assertThat(log.notes().getFirst().at()).isEqualTo(Instant.EPOCH.plusSeconds(24));
        assertThat(ChangeLog.parse(log.bytes())).isEqualTo(log);
    }
}
