package io.rebootmgr.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.rebootmgr.consul.Keys;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PlaceTest {
    private static final Keys KEYS = new Keys("service/rebootmgr");

    static Stream<Arguments> keys() {
        Place other = new Place.Other();
        return Stream.of(
                Arguments.of(KEYS.stop(), new Place.FleetStop()),
                Arguments.of(KEYS.groupStop("web"), new Place.GroupStop("web")),
                Arguments.of(KEYS.nodeStop("web1"), new Place.NodeStop("web1")),
                Arguments.of(KEYS.pause(), new Place.FleetPause()),
                Arguments.of(KEYS.groupPause("web"), new Place.GroupPause("web")),
                Arguments.of(KEYS.nodePause("web1"), new Place.NodePause("web1")),
                Arguments.of(KEYS.slots("web"), new Place.GroupSlots("web")),
                Arguments.of(KEYS.groupConfig("web"), new Place.GroupConfig("web")),
                Arguments.of(KEYS.rebootRequired("web1"), new Place.Wanted("web1")),
                Arguments.of(KEYS.pythonRebootRequired("web1"), new Place.Wanted("web1")),
                Arguments.of(KEYS.pythonRebootRequired("nodes"), new Place.Wanted("nodes")),
                Arguments.of(KEYS.rebootRequired("stop"), new Place.Wanted("stop")),
                Arguments.of(KEYS.status("web1"), new Place.Status("web1")),
                Arguments.of(KEYS.history("web1"), new Place.History("web1")),
                Arguments.of(KEYS.config(), other),
                Arguments.of(KEYS.nodeConfig("web1"), new Place.NodeConfig("web1")),
                Arguments.of(KEYS.waiting("web", "web1"), new Place.Waiting("web", "web1")),
                Arguments.of(KEYS.next("web"), other),
                Arguments.of(KEYS.preparing("web", "web1"), new Place.Lock("web", "web1")),
                Arguments.of(KEYS.nodes(), other),
                Arguments.of("service/rebootmgr/nodes/web1/x/status", other),
                Arguments.of("service/rebootmgr2/stop", other),
                Arguments.of("service/rebootmgr", other));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void aKeyIsReadBackToWhatItIsAbout(String key, Place place) {
        assertThat(Place.of(KEYS, key)).isEqualTo(place);
    }
}
