package io.rebootmgr.doctor;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.cycle.Ports;
import io.rebootmgr.facts.ConfirmedFacts;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.settings.Settings;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The node that is examined, and what it is examined through.
 *
 * @param settingsFile where the settings were named to be read from
 * @param testMessage where the operator wants one sent
 */
public record ExaminedNode(
        Settings settings,
        Optional<Path> settingsFile,
        Self self,
        Ports ports,
        InstalledPrograms programs,
        Optional<TestMessage> testMessage) {

    Consul consul() {
        return ports.consul();
    }

    /** What Consul's keys say now. */
    Facts facts() {
        return ConfirmedFacts.read(ports.consul(), ports.host(), self);
    }
}
