package io.rebootmgr.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.Keys;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KeySubjectsTest {
    private static final Keys KEYS = new Keys("service/rebootmgr");

    static Stream<Arguments> keys() {
        KeySubject other = new KeySubject.Other();
        return Stream.of(
                Arguments.of(KEYS.stop(), new KeySubject.FleetStop()),
                Arguments.of(KEYS.groupStop("web"), new KeySubject.GroupStop("web")),
                Arguments.of(KEYS.nodeStop("web1"), new KeySubject.NodeStop("web1")),
                Arguments.of(KEYS.pause(), new KeySubject.FleetPause()),
                Arguments.of(KEYS.groupPause("web"), new KeySubject.GroupPause("web")),
                Arguments.of(KEYS.nodePause("web1"), new KeySubject.NodePause("web1")),
                Arguments.of(KEYS.slots("web"), new KeySubject.GroupSlots("web")),
                Arguments.of(KEYS.groupConfig("web"), new KeySubject.GroupConfig("web")),
                Arguments.of(KEYS.rebootRequired("web1"), new KeySubject.Wanted("web1")),
                Arguments.of(KEYS.pythonRebootRequired("web1"), new KeySubject.Wanted("web1")),
                Arguments.of(KEYS.pythonRebootRequired("nodes"), new KeySubject.Wanted("nodes")),
                Arguments.of(KEYS.rebootRequired("stop"), new KeySubject.Wanted("stop")),
                Arguments.of(KEYS.status("web1"), new KeySubject.Status("web1")),
                Arguments.of(KEYS.history("web1"), new KeySubject.History("web1")),
                Arguments.of(KEYS.config(), other),
                Arguments.of(KEYS.nodeConfig("web1"), new KeySubject.NodeConfig("web1")),
                Arguments.of(KEYS.waiting("web", "web1"), new KeySubject.Waiting("web", "web1")),
                Arguments.of(KEYS.next("web"), other),
                Arguments.of(KEYS.preparing("web", "web1"), new KeySubject.Lock("web", "web1")),
                Arguments.of(KEYS.nodes(), other),
                Arguments.of("service/rebootmgr/nodes/web1/x/status", other),
                Arguments.of("service/rebootmgr2/stop", other),
                Arguments.of("service/rebootmgr", other));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void aKeyIsReadBackToWhatItIsAbout(String key, KeySubject place) {
        assertThat(new KeySubjects(KEYS).of(key)).isEqualTo(place);
    }
}
