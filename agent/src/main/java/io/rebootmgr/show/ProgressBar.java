package io.rebootmgr.show;

import io.rebootmgr.fleet.Campaign;
import io.rebootmgr.fleet.Overview.Progress;

/** How far the reboots are that are going on. */
final class ProgressBar {
    private static final int WIDTH = 40;

    private ProgressBar() {}

    static void add(Page page, Progress progress, Times times) {
        Campaign campaign = progress.campaign();
        String end = progress.end()
                .map(at -> times.ahead("ends about", at) + progress.why())
                .orElse(progress.why());
        page.line("[" + bar(campaign) + "] " + NodeTable.number(campaign.done()) + " of "
                        + NodeTable.number(campaign.all()) + " done")
                .line(NodeTable.number(campaign.inProgress()) + " in progress, "
                        + NodeTable.number(campaign.waiting()) + " waiting, " + NodeTable.number(campaign.held())
                        + " held, " + NodeTable.number(campaign.failed()) + " failed; " + end);
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
