package io.rebootmgr.page;

import io.rebootmgr.fleet.RolloutView;
import io.rebootmgr.rollout.RolloutProgress;
import io.rebootmgr.rollout.Tally;
import io.rebootmgr.show.RolloutPage;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** A rollout under way: its waves, and why it is not further. */
record RolloutRow(String id, String version, String what, List<WaveRow> waves, List<String> why) {

    /** A wave: its state, and how many of its nodes are in which. */
    record WaveRow(String name, String state, int nodes, int ok, int running, int waiting, int failed, int skipped) {}

    static RolloutRow of(RolloutView view, Instant now, Texts texts) {
        var order = view.rollout().order();
        List<Tally> waves = view.tallies();
        return new RolloutRow(
                order.id(),
                order.version(),
                view.word() + ", " + order.change().label() + ", by " + order.by()
                        + (order.reason().isEmpty() ? "" : ": " + order.reason()),
                IntStream.range(0, waves.size())
                        .mapToObj(at -> wave(waves.get(at), state(view, at, now, texts)))
                        .toList(),
                view.why());
    }

    private static WaveRow wave(Tally wave, String state) {
        return new WaveRow(
                wave.wave(),
                state,
                wave.nodes(),
                wave.ok(),
                wave.running(),
                wave.waiting(),
                wave.failed(),
                wave.skipped());
    }

    /** The word of {@code rollout status}, with the end of a soak that the clock will end. */
    private static String state(RolloutView view, int wave, Instant now, Texts texts) {
        String word = RolloutPage.state(view, wave);
        RolloutProgress progress = view.rollout().progress();
        if (wave != progress.wave() || word.equals(RolloutPage.STANDS)) {
            return word.isEmpty() ? "waiting" : word;
        }
        return word
                + progress.soakEnds(view.rollout().order().waves().get(wave).soak())
                        .filter(end -> !progress.ended() && end.isAfter(now))
                        .map(end -> " until " + texts.time(end))
                        .orElse("");
    }
}
