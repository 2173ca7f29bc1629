package io.rebootmgr.cli;

import io.rebootmgr.cycle.Listener;
import io.rebootmgr.event.Event;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.settings.Exposure;
import io.rebootmgr.settings.Settings;
import org.slf4j.LoggerFactory;

/** Warns once in each run that is not idle of a way to Consul that is open to others; everything else is another's. */
final class Warned implements Listener {
    private final Settings.Consul consul;
    private final Listener another;
    private boolean said;

    Warned(Settings.Consul consul, Listener another) {
        this.consul = consul;
        this.another = another;
    }

    @Override
    public void glanced(Facts facts) {
        another.glanced(facts);
    }

    @Override
    public void saw(Facts facts) {
        if (!said) {
            said = true;
            for (Exposure exposure : Exposure.of(consul)) {
                LoggerFactory.getLogger(Warned.class).warn("{}; {}", exposure.text(), exposure.wayOut());
            }
        }
        another.saw(facts);
    }

    @Override
    public void happened(Event event) {
        another.happened(event);
    }
}
