package io.rebootmgr.policy;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InvalidPolicyTest {
    private static List<String> problems(Layer... layers) {
        PolicyResult result = PolicyLayers.read(List.of(layers));
        assertThat(result).isInstanceOf(PolicyResult.Invalid.class);
        return ((PolicyResult.Invalid) result)
                .problems().stream().map(Problem::text).toList();
    }

    private static Layer raw(byte[] bytes) {
        return new Layer("key", LayerKind.FLEET, bytes);
    }

    private static Layer raw(String json) {
        return raw(json.getBytes(UTF_8));
    }

    @ParameterizedTest(name = "{0}: key{1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {"limt": 2}                     | : limt is unknown; did you mean limit?
        {"taskTimeout": "2h"}           | : taskTimeout is unknown; did you mean task_timeout?
        {"Enabled": true}               | : Enabled is unknown; did you mean enabled?
        {"colour": "red"}               | : colour is unknown; expected one of enabled, disabled_reason, allow, deny, canaries, limit,
        {"a\\nb": 1}                    | : "a\\nb" is unknown
        {"enabled": "false"}            | : enabled is "false", expected true or false
        {"enabled": 0}                  | : enabled is 0, expected true or false
        {"enabled": null}               | : enabled is null, expected true or false
        {"enabled": false, "disabled_reason": ""} | : disabled_reason is "", expected a text
        {"disabled_reason": ["x"]}      | : disabled_reason is a list, expected a text
        {"follow": "major"}             | : follow is "major", expected one of none, minor, all
        {"contact": " "}                | : contact is " ", expected a text
        {"rollout": "hot"}              | : rollout is "hot", expected an object with change, waves, soak, max_failed
        {"rollout": {"wave": 1}}        | : rollout.wave is unknown; did you mean waves?
        {"rollout": {"change": "melt"}} | : rollout.change is "melt", expected one of hot, drain, reboot, detect
        {"rollout": {"waves": "5"}}     | : rollout.waves is "5", expected percentages that rise, like "5%,25%,100%"
        {"rollout": {"waves": ["25%", "5%"]}} | : rollout.waves is "25%,5%", expected percentages that rise, like "5%,25%,100%": each counts
        {"rollout": {"waves": []}}      | : rollout.waves is "", expected percentages that rise
        {"rollout": {"soak": 30}}       | : rollout.soak is 30, expected a duration with its unit, like "90s"; did you mean "30s"?
        {"rollout": {"max_failed": -1}} | : rollout.max_failed is -1, expected a whole number from 0 to 1000
        {"unmaintained_after": "1h"}    | : unmaintained_after is "1h", expected 1d or longer
        {"deny": 1}                     | : deny is 1, expected nodes, like "web[1-3],@db", or a list of such texts
        {"deny": [["a"]]}               | : deny[0] is a list, expected nodes
        {"deny": ""}                    | : deny is "", expected nodes
        {"allow": ["a", "b[2-1]"]}      | : allow[1] is "b[2-1]", at character 3: the range 2-1 runs backwards
        {"deny": "a[1-5]", "canaries": "a[5-9]"} | : deny has a5, which is in canaries as well: take it out of one of the two
        {"deny": "@web,b", "allow": ["@web", "b"]} | : deny has @web, b, which are in allow as well
        {"limit": 0}                    | : limit is 0, expected a whole number from 1 to 100000
        {"limit": -1}                   | : limit is -1, expected
        {"limit": 1.0}                  | : limit is 1.0, expected a whole number
        {"limit": 1e3}                  | : limit is 1000.0, expected a whole number
        {"limit": "2"}                  | : limit is "2", expected a whole number
        {"limit": 4294967297}           | : limit is 4294967297, expected a whole number
        {"limit": 99999999999999999999} | : limit is 99999999999999999999, expected a whole number
        {"limit": true}                 | : limit is true, expected
        {"limit": {}}                   | : limit is an object, expected
        {"limit": null}                 | : limit is null, expected
        {"settle": 130}                 | : settle is 130, expected a duration with its unit, like "90s"; did you mean "130s"?
        {"settle": "130"}               | ; did you mean 130s?
        {"settle": "-1s"}               | : settle is "-1s", expected 0s or longer
        {"settle": ""}                  | : settle is "", expected a duration
        {"settle": "soon"}              | : settle is "soon", expected a duration
        {"settle": "P99999999999999D"}  | : settle is "P99999999999999D", expected at most 3650d
        {"max_wait": "-1s"}             | : max_wait is "-1s", expected 0s or longer
        {"task_timeout": "0s"}          | : task_timeout is "0s", expected 1s or longer
        {"gate_timeout": "61m"}         | : gate_timeout is "61m", expected from 1s to 1h
        {"detect_interval": "0s"}       | : detect_interval is "0s", expected 1s or longer
        {"detect_timeout": "25h"}       | : detect_timeout is "25h", expected from 1s to 1d
        {"post_health_timeout": "PT-1S"}| : post_health_timeout is "PT-1S", expected 0s or longer
        {"session_ttl": "9s"}           | : session_ttl is "9s", expected from 10s to 1d
        {"session_ttl": "25h"}          | : session_ttl is "25h", expected from 10s to 1d
        {"min_uptime": "-1d"}           | : min_uptime is "-1d", expected 0s or longer
        {"fleet_name": " "}             | : fleet_name is " ", expected a short name of printable characters, at most 40
        {"fleet_name": "a\\nb"}          | : fleet_name is "a\\nb", expected a short name
        {"fleet_name": 7}               | : fleet_name is 7, expected a short name
        {"stuck_after": "59s"}          | : stuck_after is "59s", expected 1m or longer
        {"max_failures": 0}             | : max_failures is 0, expected a whole number from 1
        {"max_reboots": 0}              | : max_reboots is 0, expected a whole number from 1
        {"max_reboots": 1001}           | : max_reboots is 1001, expected a whole number from 1 to 1000
        {"max_reboots_per": "59s"}      | : max_reboots_per is "59s", expected 1m or longer
        {"max_reboots_per": 6}          | : max_reboots_per is 6, expected a duration with its unit
        {"ignore_failed_checks": "web1"}| : ignore_failed_checks is "web1", expected a list of node names
        {"ignore_failed_checks": [1]}   | : ignore_failed_checks[0] is 1, expected a node's name
        {"ignore_failed_checks": ["a, b"]}     | : ignore_failed_checks[0] is "a, b", expected a node's name
        {"ignore_failed_checks": ["a", "a"]}   | : ignore_failed_checks[1] repeats an item before it
        {"timezone": "europe/berlin"}   | : timezone is "europe/berlin", expected a time zone, like Europe/Berlin; did you mean Europe/Berlin?
        {"timezone": "Mars/Olympus"}    | : timezone is "Mars/Olympus", expected a time zone
        {"timezone": 2}                 | : timezone is 2, expected a time zone
        {"windows": {}}                 | : windows is an object, expected a list of windows
        {"windows": null}               | : windows is null, expected a list of windows
        {"windows": ["fri"]}            | : windows[0] is "fri", expected an object with days, start, length
        {"windows": [null]}             | : windows[0] is null, expected an object
        {"holidays": "DE"}              | : holidays is "DE", expected an object with country, region
        {"holidays": {}}                | : holidays.country is missing
        {"holidays": {"country": "XX"}} | : holidays.country is "XX", expected a country with known holidays, by its ISO code
        {"holidays": {"country": "Germany"}}   | : holidays.country is "Germany", expected a country
        {"holidays": {"country": "../x"}}      | : holidays.country is "../x", expected a country
        {"holidays": {"country": "DE", "region": "zz"}} | : holidays.region is "zz", expected a region of DE: bb, be, bw, by,
        {"holidays": {"country": "DE", "region": ""}}   | : holidays.region is "", expected a region's code
        {"holidays": {"country": "DE", "region": "by-zz"}} | : holidays.region is "by-zz", expected a region of DE-by: ag,
        {"holidays": {"country": "DE", "region": "be-x"}}  | : holidays.region is "be-x", expected no region: none of DE-be is known
        {"holidays": {"country": "DE", "state": "by"}}  | : holidays.state is unknown
        {"freezes": [{}]}               | : freezes[0].from is missing
        {"freezes": [{"from": "2027-01-06", "to": "2026-12-20"}]} | : freezes[0] begins on 2027-01-06 and ends before it, on 2026-12-20
        {"freezes": [{"from": "2026-02-29", "to": "2026-03-01"}]} | : freezes[0].from is "2026-02-29", expected a date
        {"freezes": [{"from": "20.12.2026", "to": "2026-12-31"}]} | : freezes[0].from is "20.12.2026", expected a date
        {"freezes": [{"from": "2026-12-20", "to": "2026-12-31", "reason": 1}]} | : freezes[0].reason is 1, expected a text
        """)
    void isRefused(String json, String message) {
        assertThat(problems(raw(json)))
                .hasSizeGreaterThan(0)
                .first()
                .asString()
                .contains(message)
                .startsWith("key: ");
    }

    @ParameterizedTest(name = "a window of {0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        "start": "22:00", "length": "6h"                     | .days is missing
        "days": [], "start": "22:00", "length": "6h"         | .days is an empty list, expected a list of days
        "days": "fri", "start": "22:00", "length": "6h"      | .days is "fri", expected a list of days
        "days": ["friday"], "start": "22:00", "length": "6h" | .days[0] is "friday", expected one of mon, tue
        "days": ["fri", "FRI"], "start": "22:00", "length": "6h" | .days[1] repeats an item before it
        "days": ["fri"], "length": "6h"                      | .start is missing
        "days": ["fri"], "start": "24:00", "length": "6h"    | .start is "24:00", expected a time from 00:00 to 23:59
        "days": ["fri"], "start": "9:00", "length": "6h"     | .start is "9:00", expected a time
        "days": ["fri"], "start": "22:00:30", "length": "6h" | .start is "22:00:30", expected a time
        "days": ["fri"], "start": 22, "length": "6h"         | .start is 22, expected a time
        "days": ["fri"], "start": "22:00"                    | .length is missing
        "days": ["fri"], "start": "22:00", "length": "0s"    | .length is "0s", expected from 1s to 7d
        "days": ["fri"], "start": "22:00", "length": "-1h"   | .length is "-1h", expected from 1s to 7d
        "days": ["fri"], "start": "22:00", "length": "169h"  | .length is "169h", expected from 1s to 7d
        "days": ["fri"], "start": "22:00", "length": 6       | .length is 6, expected a duration with its unit
        "days": ["fri"], "start": "22:00", "length": "6h", "end": "x" | .end is unknown
        """)
    void isNoWindow(String window, String message) {
        String first = "{\"days\": [\"mon\"], \"start\": \"00:00\", \"length\": \"7d\"}";
        assertThat(problems(raw("{\"windows\": [" + first + ", {" + window + "}]}")))
                .singleElement()
                .asString()
                .startsWith("key: windows[1]" + message);
    }

    @ParameterizedTest(name = "[{0}] is no policy")
    @ValueSource(
            strings = {
                "",
                " ",
                "\n",
                "null",
                "true",
                "1",
                "\"limit\"",
                "[]",
                "{",
                "}",
                "{\"limit\": 2",
                "{\"limit\": 2,}",
                "{\"limit\": 2} x",
                "{\"limit\": 2}{}",
                "{\"limit\": 2, \"limit\": 3}",
                "{limit: 2}",
                "{'limit': 2}",
                "limit: 2",
                "{\"limit\": NaN}",
                "{\"limit\": 02}",
                "{} // fine",
                "{\"windows\": [{\"days\": [\"mon\"]"
            })
    void isNoPolicy(String text) {
        assertThat(problems(raw(text))).singleElement().asString().startsWith("key ");
    }

    @ParameterizedTest(name = "{0} numbers are read or refused, but never a bug")
    @ValueSource(strings = {"1e999", "-1e999", "1e-999", "1e99999999999", "123456789012345678901234567890.5", "-0"})
    void strangeNumbersAreRefused(String number) {
        assertThat(problems(raw("{\"limit\": " + number + "}"))).hasSize(1);
        assertThat(problems(raw("{\"settle\": " + number + "}"))).hasSize(1);
    }

    @Test
    void whatIsTooLargeIsRefusedUnread() {
        byte[] large = " ".repeat(400 * 1024).getBytes(UTF_8);
        large[0] = '{';
        large[1] = '}';

        assertThat(problems(raw(large))).containsExactly("key is 409600 bytes long, expected at most 65536");
    }

    @Test
    void aLayerOfTheLargestSizeIsRead() {
        byte[] json = ("{}" + " ".repeat(Layer.LARGEST - 2)).getBytes(UTF_8);

        assertThat(PolicyLayers.read(List.of(raw(json)))).isInstanceOf(PolicyResult.Effective.class);
    }

    @Test
    void deepNestingIsRefused() {
        assertThat(problems(raw("[".repeat(1000) + "]".repeat(1000)))).hasSize(1);
        assertThat(problems(raw("{\"a\":".repeat(1000) + "1" + "}".repeat(1000))))
                .hasSize(1);
    }

    @Test
    void binaryIsRefused() {
        Random random = new Random(1);
        for (int length = 1; length < 2000; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            assertThat(problems(raw(bytes))).singleElement().asString().startsWith("key ");
        }
        assertThat(problems(raw("{\"limit\": 2}".getBytes(UTF_16)), raw(new byte[4096])))
                .isNotEmpty();
    }

    @Test
    void aRefusedValueIsShownShortAndOnOneLine() {
        assertThat(problems(raw("{\"timezone\": \"" + "\\u001b[31m\\n€".repeat(3000) + "\"}")))
                .singleElement()
                .satisfies(problem -> assertThat(problem).hasSizeLessThan(200).matches("[ -~]*"));
        assertThat(problems(raw("{\"" + "x".repeat(60_000) + "\": 1}")))
                .singleElement()
                .satisfies(problem -> assertThat(problem).hasSizeLessThan(400));
    }

    @Test
    void aNodeMaySetNoLimitOfItsOwn() {
        assertThat(problems(PolicyLayersTest.fleet("{}"), PolicyLayersTest.node("{\"limit\": 1}")))
                .containsExactly("service/rebootmgr/nodes/web1/config: limit belongs to the fleet's or a group's"
                        + " policy, not to a node's");
    }

    @Test
    void allProblemsOfAllLayersAreToldAtOnce() {
        assertThat(problems(
                        PolicyLayersTest.node("{\"limit\": 1, \"settle\": null}"),
                        PolicyLayersTest.group("nonsense"),
                        PolicyLayersTest.fleet("""
                                {"limit": 0, "enabled": "no", "holidays": {"country": "XX", "region": 1},
                                 "windows": [{"days": ["mon", "x"], "start": "7"}, 5],
                                 "freezes": [{"from": "x", "to": 2, "reason": ""}]}""")))
                .extracting(problem -> problem.replaceFirst(" (is|belongs) .*", ""))
                .containsExactly(
                        "service/rebootmgr/config: enabled",
                        "service/rebootmgr/config: limit",
                        "service/rebootmgr/config: windows[0].days[1]",
                        "service/rebootmgr/config: windows[0].start",
                        "service/rebootmgr/config: windows[0].length",
                        "service/rebootmgr/config: windows[1]",
                        "service/rebootmgr/config: holidays.country",
                        "service/rebootmgr/config: holidays.region",
                        "service/rebootmgr/config: freezes[0].from",
                        "service/rebootmgr/config: freezes[0].to",
                        "service/rebootmgr/config: freezes[0].reason",
                        "service/rebootmgr/groups/web/config",
                        "service/rebootmgr/nodes/web1/config: limit",
                        "service/rebootmgr/nodes/web1/config: settle");
    }

    @Test
    void ofThousandsOfMistakesTheFirstAreToldAndHowManyMoreThereAre() {
        StringBuilder json = new StringBuilder("{\"u0\":0");
        for (int i = 1; i < 5_000; i++) {
            json.append(",\"u").append(i).append("\":0");
        }
        assertThat(problems(raw(json.append('}').toString())))
                .hasSize(51)
                .endsWith("4950 more problems are not shown: fix these first");
    }

    @Test
    void anOverriddenFieldIsJudgedAllTheSame() {
        assertThat(problems(
                        PolicyLayersTest.fleet("{\"settle\": \"x\"}"), PolicyLayersTest.node("{\"settle\": \"1s\"}")))
                .hasSize(1);
    }
}
