package io.rebootmgr.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a task wrote may be told in a chat; a secret in it may not. */
class HiddenSecretsTest {
    private final HiddenSecrets secrets = new HiddenSecrets(Map.of(
            "CONSUL_HTTP_TOKEN",
            "0f7c2f2e-1111-2222-3333-444455556666",
            "DB_PASSWORD",
            "tiger",
            "HOME",
            "/root-of-all"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            login failed: password=hunter2 is wrong         | login failed: password=*** is wrong
            {"db_password": "hun ter2", "user": "x"}        | {"db_password": "*** ter2", "user": "x"}
            X-Auth-Token: gAAAAABk                          | X-Auth-Token: ***
            Authorization: Bearer eyJhbGciOi.xx             | Authorization: *** ***
            curl: (22) https://bob:s3cr3t@lb.example/drain  | curl: (22) https://bob:***@lb.example/drain
            GET https://lb/drain?token=abc123&node=web1 403 | GET https://lb/drain?token=***&node=web1 403
            mysql --password hunter2 -h db1: refused        | mysql --password *** -h db1: refused
            OS_SECRET_ACCESS_KEY=AKIA/xyz                   | OS_SECRET_ACCESS_KEY=***
            POST https://hooks.slack.com/services/T0/B0/xyz | POST https://hooks.slack.com/services/***
            got 0f7c2f2e-1111-2222-3333-444455556666 back   | got *** back
            """)
    void hides(String line, String clean) {
        assertThat(secrets.hidden(line)).isEqualTo(clean);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            drain: server 5c8a2f2e-1111-2222-3333-444455556666 could not be moved
            no such file: /root-of-all/drain
            dnf (pid 4711) is at work: try again later
            a tiger is no secret that could be told from a word
            """)
    void leavesWhatIsNone(String line) {
        assertThat(secrets.hidden(line)).isEqualTo(line);
    }

    @Test
    void isBoundedAndPrintable() {
        assertThat(secrets.hidden("\u001B[31mred\u0007 " + "x".repeat(5000)))
                .startsWith("red x")
                .hasSize(200);
        assertThat(secrets.hidden("")).isEmpty();
    }
}
