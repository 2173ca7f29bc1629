package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.testing.ConsulAgent;
import io.rebootmgr.testing.ConsulApi;
import io.rebootmgr.testing.ConsulCluster;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a token lacks is told by the doctor, and asking writes nothing. */
class DoctorRightsIT {
    private static final String KEYS = "key_prefix \"rm/\" { policy = \"write\" }\n";
    private static final String REST = """
            node_prefix "" { policy = "write" }
            agent_prefix "" { policy = "read" }
            service_prefix "" { policy = "read" }
            """;
    private static final String SESSION = "session_prefix \"\" { policy = \"write\" }\n";
    private static final String OPERATOR = "operator = \"read\"\n";

    private static @Nullable ConsulCluster cluster;

    @TempDir
    private Path folder;

    @BeforeAll
    static void aClusterWithAcls() {
        cluster = ConsulCluster.builder().acl().start();
        agent().api().putValue("rm/config", "{}");
    }

    @AfterAll
    static void end() {
        if (cluster != null) {
            cluster.close();
        }
    }

    private static ConsulAgent agent() {
        if (cluster == null) {
            throw new IllegalStateException("no cluster");
        }
        return cluster.servers().getFirst();
    }

    private TestNode.Result doctor(String rules) {
        ConsulApi api = agent().api();
        return new TestNode(folder, agent().http().toString(), agent().node(), "rm", "g")
                .env("PATH", "/nowhere")
                .env("CONSUL_HTTP_TOKEN", api.createToken(rules))
                .run("doctor");
    }

    @Test
    void aTokenWithEveryRight() {
        var run = doctor(KEYS + REST + SESSION + OPERATOR);
        assertThat(run.code()).as(run.out()).isZero();
        assertThat(run.out())
                .contains(
                        "all keys that a run writes",
                        "sessions, checks, maintenance mode",
                        "sees all services of this node and all members");
        assertThat(agent().api().keys("rm/")).containsExactly("rm/config");
    }

    @ParameterizedTest
    @CsvSource({
        "key_prefix \"rm/\" { policy = \"read\" }, rights: write, rm/groups/g/slots",
        "key_prefix \"rm/nodes/\" { policy = \"write\" }, rights: read, rm/stop",
        "'', rights: read, needs key:read",
    })
    void keys(String rules, String about, String said) {
        var run = doctor(rules + "\n" + REST + SESSION + OPERATOR);
        assertThat(run.code()).isEqualTo(8);
        assertThat(run.out()).contains("FAIL", about, said, "ACL policy of the token");
        assertThat(agent().api().keys("rm/")).containsExactly("rm/config");
    }

    @Test
    void sessions() {
        var run = doctor(KEYS + REST + OPERATOR);
        assertThat(run.code()).isEqualTo(8);
        assertThat(run.out()).contains("session:write").doesNotContain("operator:read");
    }

    @Test
    void theServersHealth() {
        var run = doctor(KEYS + REST + SESSION);
        assertThat(run.code()).isEqualTo(8);
        assertThat(run.out()).contains("operator:read").doesNotContain("session:write");
    }

    @Test
    void withoutATokenThatIsWhatIsMissingAndNothingElse() {
        var run = new TestNode(folder, agent().http().toString(), agent().node(), "rm", "g")
                .env("PATH", "/nowhere")
                .run("doctor");
        assertThat(run.code()).isEqualTo(8);
        assertThat(run.out().replaceAll("\\s+", " "))
                .contains("token FAIL none is configured", "consul.token_file", "all else note not examined", "1 FAIL");
    }

    @Test
    void anOperatorsTokenIsNotTakenForTheNodes() {
        var run = doctor(KEYS + REST + SESSION + OPERATOR);
        assertThat(run.out()).contains("that of CONSUL_HTTP_TOKEN", "`env -u CONSUL_HTTP_TOKEN rebootmgr doctor`");
        assertThat(run.out()).doesNotContain("this node's token");
    }

    @Test
    void aRightThatIsMissingIsToldOnce() {
        var run = doctor("agent_prefix \"\" { policy = \"read\" }");
        assertThat(run.code()).isEqualTo(8);
        String said = run.out().replaceAll("\\s+", " ");
        assertThat(said.split("key \"rm/stop\": needs key:read", -1))
                .as(run.out())
                .hasSize(2);
        assertThat(said).contains("not known: a right is missing, see above");
    }

    @Test
    void whoeverIsRefusedReadsWhereTheirTokenCameFrom() {
        TestNode node = new TestNode(folder, agent().http().toString(), agent().node(), "rm", "g");
        assertThat(node.run("stop").err()).contains("no token is configured: set CONSUL_HTTP_TOKEN, or");

        node.env("CONSUL_HTTP_TOKEN", agent().api().createToken(REST));
        assertThat(node.run("stop").err()).contains("key:", "; the token is that of CONSUL_HTTP_TOKEN");
    }

    @Test
    void aTokenThatConsulDoesNotKnow() {
        var run = new TestNode(folder, agent().http().toString(), agent().node(), "rm", "g")
                .env("PATH", "/nowhere")
                .env("CONSUL_HTTP_TOKEN", "00000000-1111-2222-3333-444444444444")
                .run("doctor");
        assertThat(run.code()).isEqualTo(8);
        assertThat(run.out().replaceAll("\\s+", " "))
                .contains("does not know the token", "that of CONSUL_HTTP_TOKEN", "1 FAIL");
        assertThat(run.out()).doesNotContain("00000000-1111");
    }
}
