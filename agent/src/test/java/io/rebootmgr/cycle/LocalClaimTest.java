package io.rebootmgr.cycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.trigger.Trigger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What can stand in the claim file, and what may follow it there. */
class LocalClaimTest {
    /** From each step, those that may follow; all else is a mistake of the program. */
    private static final String STEPS = """
            claiming:   claiming preparing giving_up
            preparing:  preparing committing served giving_up
            committing: committing changing rebooting returning giving_up
            changing:   changing changed returning giving_up
            changed:    changing changed rebooting returning giving_up
            rebooting:  rebooting returning giving_up
            returning:  returning served
            served:     served
            giving_up:  giving_up returning
            """;

    private final World world = new World("web1", "web", new Keys("test"));

    static Stream<Arguments> pairsOfSteps() {
        return Arrays.stream(LocalClaim.Step.values())
                .flatMap(from -> Arrays.stream(LocalClaim.Step.values()).map(to -> Arguments.of(from, to)));
    }

    @ParameterizedTest
    @MethodSource("pairsOfSteps")
    void aStepFollowsThatOfTheFileOrIsNotWritten(LocalClaim.Step from, LocalClaim.Step to) throws Exception {
        boolean isLegal = STEPS.lines()
                .filter(line -> line.startsWith(label(from) + ":"))
                .anyMatch(line -> List.of(line.split(" +")).contains(label(to)));
        LocalClaim claim = parse("0", "key", "5");
        claim.at(from).save(world);

        if (isLegal) {
            claim.at(to).save(world);
        } else {
            assertThatIllegalStateException()
                    .isThrownBy(() -> claim.at(to).saveIfPossible(world))
                    .withMessage("the file of claim c would go from " + from + " to " + to + "; it was not written");
        }

        assertThat(LocalClaim.load(world).orElseThrow().step()).isEqualTo(isLegal ? to : from);
    }

    @ParameterizedTest
    @EnumSource
    void anotherClaimBeginsWhereverItIs(LocalClaim.Step step) throws Exception {
        LocalClaim older = LocalClaimJson.read(
                text("0", "key", "5").replace("\"c\"", "\"b\"").getBytes(StandardCharsets.UTF_8));
        older.at(LocalClaim.Step.SERVED).save(world);

        parse("0", "key", "5").at(step).save(world);

        assertThat(LocalClaim.load(world).orElseThrow().step()).isEqualTo(step);
    }

    private static String label(LocalClaim.Step step) {
        return step.name().toLowerCase(Locale.ROOT);
    }

    /** A number that cannot be makes it unreadable, and nothing else. */
    @ParameterizedTest
    @CsvSource({
        "9223372036854775807, key, 5",
        "1e99, key, 5",
        "0, key, 99999999999999999999",
        "0, key, x",
        "0, key, ''",
        "0, detector, x",
        "0, file, 7",
        "0, file, 7:",
        "0, file, 7:99999999999999999999",
    })
    void isMalformed(String uptime, String kind, String mark) {
        assertThatExceptionOfType(MalformedJson.class).isThrownBy(() -> parse(uptime, kind, mark));
    }

    @Test
    void isReadWhereItCanBe() throws Exception {
        assertThat(parse("1000", "key", "5").triggers()).hasSize(1);
        Trigger file = parse("0", "file", "7:1767268800123456789").triggers().getFirst();
        assertThat(file.since()).isPresent();
        Trigger detector = parse("0", "detector", "32908060862").triggers().getFirst();
        assertThat(detector.kind()).isEqualTo(Trigger.Kind.DETECTOR);
    }

    private static LocalClaim parse(String uptime, String kind, String mark) throws MalformedJson {
        return LocalClaimJson.read(text(uptime, kind, mark).getBytes(StandardCharsets.UTF_8));
    }

    private static String text(String uptime, String kind, String mark) {
        String file = "{\"id\":\"c\",\"group\":\"web\",\"step\":\"rebooting\",\"boot_id\":\"b\","
                + "\"session\":\"s\",\"reason\":\"r\",\"draining\":false,\"reboot_at_uptime_ms\":UPTIME,\"overdue_told\":false,"
                + "\"triggers\":[{\"kind\":\"KIND\",\"name\":\"n\",\"mark\":\"MARK\",\"reason\":\"\"}],"
                + "\"entry\":{\"claim\":\"c\",\"node\":\"n\",\"group\":\"web\",\"reason\":\"r\",\"by\":[],\"ignored\":[],"
                + "\"started\":\"2026-01-31T12:00:00Z\",\"kernel_before\":\"6.1\",\"phases\":[],\"tasks\":[]}}";
        return file.replace("UPTIME", uptime).replace("KIND", kind).replace("MARK", mark);
    }
}
