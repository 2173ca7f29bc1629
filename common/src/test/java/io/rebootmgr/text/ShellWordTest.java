package io.rebootmgr.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellWordTest {

    @ParameterizedTest
    @ValueSource(strings = {"web1", "web1.example.com", "c0ffee-1"})
    void aPlainOneStaysAsItIs(String word) {
        assertThat(ShellWord.of(word)).isEqualTo(word);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "$(reboot)", "a;reboot", "it's", "`reboot`", "", "a\\", "*"})
    void aShellTakesItForOneWord(String word) throws Exception {
        Process shell = new ProcessBuilder("sh", "-c", "printf '[%s]' " + ShellWord.of(word)).start();
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(said).isEqualTo("[" + word + "]");
    }

    @Test
    void itIsPrintable() {
        assertThat(ShellWord.of("a\u001B[2J\nb")).isEqualTo("ab");
    }
}
