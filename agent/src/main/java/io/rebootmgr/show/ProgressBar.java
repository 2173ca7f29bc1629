package io.rebootmgr.show;

import io.rebootmgr.fleet.Campaign;
import io.rebootmgr.fleet.Census;
import io.rebootmgr.fleet.Overview.Progress;
import io.rebootmgr.fleet.Stand;
import java.util.ArrayList;
import java.util.List;

/** How far the reboots are that are going on. */
final class ProgressBar {
    private static final int WIDTH = 40;

    private ProgressBar() {}

    static void add(Page page, Progress progress, Census census, Times times) {
        Campaign campaign = progress.campaign();
        String end = progress.end()
                .map(at -> times.ahead("ends about", at) + progress.why())
                .orElse(progress.why());
        page.line("[" + bar(campaign) + "] " + NodeTable.number(campaign.done()) + " of "
                        + NodeTable.number(campaign.all()) + " done")
                .line(counts(campaign, census) + "; " + end);
    }

    /** The same numbers as those of the header, where all that hold slots are told apart. */
    private static String counts(Campaign campaign, Census census) {
        List<String> counts = new ArrayList<>();
        counts.add(NodeTable.number(campaign.inProgress()) + " in progress");
        for (Stand stand : List.of(
                Stand.WAITING, Stand.WANTS_REBOOT, Stand.WANTS_CHANGE, Stand.UNFINISHED, Stand.HELD, Stand.FAILED)) {
            boolean always = stand == Stand.WAITING || stand == Stand.HELD || stand == Stand.FAILED;
            add(counts, census, stand, always);
        }
        for (Stand stand : List.of(Stand.PARKED, Stand.RELEASED, Stand.DRAINED)) {
            add(counts, census, stand, false);
        }
        return String.join(", ", counts);
    }

    private static void add(List<String> counts, Census census, Stand stand, boolean always) {
        int count = census.count(stand);
        if (always || count > 0) {
            counts.add(NodeTable.number(count) + " " + stand.word());
        }
    }

    /** Done, in progress, failed, and what is left. Whatever there is any of has a character. */
    private static String bar(Campaign campaign) {
        int done = share(campaign.done(), campaign.all());
        int busy = share(campaign.inProgress(), campaign.all());
        int failed = share(campaign.failed(), campaign.all());
        int left = Math.max(0, WIDTH - done - busy - failed);
        String bar = "#".repeat(done) + ">".repeat(busy) + "-".repeat(left) + "!".repeat(failed);
        return bar.substring(0, WIDTH);
    }

    private static int share(int some, int all) {
        return some == 0 ? 0 : Math.max(1, (int) ((long) some * WIDTH / all));
    }
}
