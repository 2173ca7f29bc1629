package io.rebootmgr.cli;

import io.rebootmgr.cycle.Listener;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.settings.Exposure;
import io.rebootmgr.settings.Settings;
import org.slf4j.LoggerFactory;

/** Says in the log of each run that is not idle what lets others be this node to Consul. */
final class ExposureWatch implements Listener {
    private final Settings.Consul consul;
    private boolean told;

    ExposureWatch(Settings.Consul consul) {
        this.consul = consul;
    }

    @Override
    public void saw(Facts facts) {
        if (!told) {
            told = true;
            for (Exposure exposure : Exposure.of(consul)) {
                LoggerFactory.getLogger(ExposureWatch.class).warn("{}: {}", exposure.text(), exposure.wayOut());
            }
        }
    }
}
