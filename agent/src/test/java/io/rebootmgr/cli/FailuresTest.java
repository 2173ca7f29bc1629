package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.host.HostException;
import io.rebootmgr.host.Terminated;
import io.rebootmgr.verdict.ExitCode;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What was thrown, as the code that scripts see and the line that people see. */
class FailuresTest {

    static Stream<Arguments> thrown() {
        return Stream.of(
                Arguments.of(new CommandFailure(ExitCode.USAGE, "no such claim"), 64, "rebootmgr: no such claim\n"),
                Arguments.of(
                        new ConsulException(ConsulException.Kind.NO_LEADER, "no leader"), 8, "rebootmgr: no leader\n"),
                Arguments.of(new HostException("cannot read x"), 105, "rebootmgr: cannot read x\n"),
                Arguments.of(
                        new ConsulException(
                                ConsulException.Kind.NO_LEADER, "500: \u001B[2J\u202Eno\nweb1: back in service"),
                        8,
                        "rebootmgr: 500: no\n  web1: back in service\n"),
                Arguments.of(new Terminated(), 143, "rebootmgr: ended by SIGTERM\n"),
                Arguments.of(
                        new Terminated(ExitCode.HUNG_UP), 129, "rebootmgr: ended by SIGHUP: its terminal was closed\n"),
                Arguments.of(new IllegalStateException("bug"), 1, ""));
    }

    @ParameterizedTest
    @MethodSource("thrown")
    void becomesACodeAndALineAndAStackTraceGoesToTheLogOnly(RuntimeException thrown, int code, String said) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        Shell shell = new Shell(Map.of(), new BufferedReader(new StringReader("")), stream, stream, false);

        assertThat(Failures.exitCode(thrown, shell)).isEqualTo(code);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo(said);
    }
}
