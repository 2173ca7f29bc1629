package io.rebootmgr.show;

import io.rebootmgr.fleet.Census;
import io.rebootmgr.fleet.FailedClaim;
import io.rebootmgr.slot.Claim;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Claims that have stood for longer than a reboot takes, or may have, for nobody can say since when: nobody but an
 * operator ends them.
 */
final class OverdueClaims {
    private static final int MOST = 5;

    private OverdueClaims() {}

    static void add(Page page, Census census, Instant now) {
        List<String> texts = new ArrayList<>();
        for (Census.Counted one : census.counted()) {
            if (one.held().isPresent() && (one.overdue().isPresent() || one.beganSometime())) {
                Claim claim = one.held().get().claim();
                texts.add(claim.node() + " is " + claim.state().label() + " for "
                        + Age.text(claim.since(), now)
                        + one.overdue()
                                .map(by -> ", overdue by " + Age.text(by))
                                .orElse("")
                        + ", and keeps its slot; if it will not come back: " + FailedClaim.release(claim));
            }
        }
        Collections.sort(texts);
        texts.stream().limit(MOST).forEach(text -> page.line(text, Style.ALARM));
        page.more(texts.size() - MOST, "that keep a slot for as long");
    }
}
