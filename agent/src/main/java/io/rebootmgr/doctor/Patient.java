package io.rebootmgr.doctor;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.cycle.Ports;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.settings.Settings;

/** The node that is examined, and what it is examined through. */
public record Patient(Settings settings, Self self, Ports ports, Programs programs) {

    Consul consul() {
        return ports.consul();
    }

    /** What Consul's keys say now. */
    Facts facts() {
        return Facts.read(ports.consul(), ports.host(), self);
    }
}
