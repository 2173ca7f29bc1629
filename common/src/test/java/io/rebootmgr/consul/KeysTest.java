package io.rebootmgr.consul;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {

    @ParameterizedTest
    @ValueSource(strings = {"web1", "web1.ams.example.com", "_x-Y.9", "...", "-", ".a"})
    void names(String name) {
        assertThat(Keys.isName(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "../x", "a b", "web1\n", "w\u00e9b", "@x", "a;b"})
    void whatCannotBeOne(String name) {
        assertThat(Keys.isName(name)).isFalse();
    }

    @Test
    void aNameHasAnEnd() {
        assertThat(Keys.isName("x".repeat(200))).isTrue();
        assertThat(Keys.isName("x".repeat(201))).isFalse();
    }
}
