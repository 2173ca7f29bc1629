package io.rebootmgr.cycle;

import io.rebootmgr.event.Event;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.gate.Programs;
import io.rebootmgr.rollout.Note;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Several that want to know, each told in its turn. */
public record Listeners(List<Listener> all) implements Listener {

    public Listeners {
        all = List.copyOf(all);
    }

    @Override
    public void glanced(Facts facts) {
        for (Listener each : all) {
            each.glanced(facts);
        }
    }

    @Override
    public void saw(Facts facts) {
        for (Listener each : all) {
            each.saw(facts);
        }
    }

    @Override
    public void asked(Programs.Answers answers) {
        for (Listener each : all) {
            each.asked(answers);
        }
    }

    @Override
    public void intends(Event.OfRollout news, Note note) {
        for (Listener each : all) {
            each.intends(news, note);
        }
    }

    @Override
    public void happened(Event event) {
        for (Listener each : all) {
            each.happened(event);
        }
    }

    @Override
    public void does(String what, Optional<Duration> most) {
        for (Listener each : all) {
            each.does(what, most);
        }
    }

    @Override
    public void reached(String far) {
        for (Listener each : all) {
            each.reached(far);
        }
    }
}
