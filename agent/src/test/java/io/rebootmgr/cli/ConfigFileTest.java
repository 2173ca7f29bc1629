package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files are validated without Consul and without this node's own settings and variables. */
class ConfigFileTest {
    @TempDir
    private Path folder;

    private TestNode node;

    @BeforeEach
    void aNodeWithoutConsul() {
        node = new TestNode(folder, "http://127.0.0.1:1", "web1", "p", "g");
    }

    private TestNode.Result validate(String file, String content) {
        node.write(file, content);
        return node.run("config", "validate", folder.resolve(file).toString());
    }

    @Test
    void aJsonFileIsPolicy() {
        var valid = validate("fleet.json", "{\"limit\":2}");
        assertThat(valid.code()).isZero();
        assertThat(valid.out()).contains("valid: the policy in " + folder.resolve("fleet.json"));
        var invalid = validate("fleet.json", "{\"limit\":0,\"settle\":\"x\"}");
        assertThat(invalid.code()).isEqualTo(105);
        assertThat(invalid.err()).contains("fleet.json: limit", "fleet.json: settle");
        assertThat(invalid.out()).isEmpty();
    }

    @Test
    void aTomlFileIsSettingsAndVariablesDoNotCount() {
        node.env("CONSUL_HTTP_ADDR", "ftp://nonsense");
        var valid = validate("node.toml", "[node]\ngroup = \"web\"\n");
        assertThat(valid.code()).as(valid.err()).isZero();
        var invalid = validate("node.toml", "[node]\ngroup = 3\nnme = \"x\"\n");
        assertThat(invalid.code()).isEqualTo(105);
        assertThat(invalid.err()).contains("node.toml:2: node.group", "node.toml:3: node.nme");
    }

    @Test
    void hostileFilesAreRefusedInALine() {
        assertThat(validate("deep.json", "[".repeat(1000) + "]".repeat(1000)).code())
                .isEqualTo(105);
        assertThat(validate("long.json", " ".repeat(400_000)).code()).isEqualTo(105);
        assertThat(validate("binary.json", "\u0000\u0001").code()).isEqualTo(105);
        assertThat(validate("empty.json", "").code()).isEqualTo(105);
    }

    @Test
    void aFileThatIsNotThereIs105AndOneOfNoKindIsWrongUsage() {
        var missing = node.run("config", "validate", folder.resolve("gone.json").toString());
        assertThat(missing.code()).isEqualTo(105);
        assertThat(missing.err()).contains("gone.json: does not exist");
        assertThat(node.run("config", "validate", folder.resolve("gone.toml").toString())
                        .code())
                .isEqualTo(105);
        assertThat(node.run("config", "validate", folder.toString() + "/.json").code())
                .isEqualTo(105);
        var other = node.run("config", "validate", folder.resolve("fleet.yaml").toString());
        assertThat(other.code()).isEqualTo(64);
        assertThat(other.err()).contains("fleet.yaml");
    }
}
