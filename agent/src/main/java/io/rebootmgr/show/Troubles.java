package io.rebootmgr.show;

import io.rebootmgr.fleet.Fleet;
import io.rebootmgr.fleet.Group;
import io.rebootmgr.fleet.Held;
import io.rebootmgr.policy.Policy;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimState;
import io.rebootmgr.slot.Typed;
import io.rebootmgr.text.Suggestion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Claims that have stood for longer than a reboot takes: nobody but an operator ends them. */
final class Troubles {
    private static final Duration LONG_REBOOT = Duration.ofMinutes(30);
    private static final int MOST = 5;

    private Troubles() {}

    static void add(Page page, Fleet fleet, Instant now) {
        List<String> texts = new ArrayList<>();
        for (Group group : fleet.groups()) {
            for (Held holder : group.holders()) {
                Claim claim = holder.claim();
                Duration most = claim.state() == ClaimState.RETURNING
                        ? group.policy().orElse(Policy.DEFAULTS).postHealthTimeout()
                        : LONG_REBOOT;
                if (claim.state() != ClaimState.PREPARING
                        && claim.since().plus(most).isBefore(now)) {
                    texts.add(claim.node() + " is " + claim.state().label() + " for "
                            + Age.text(claim.since(), now) + " and keeps its slot; if it will not come back: "
                            + Suggestion.of("rebootmgr release")
                                    .argument(Typed.node(claim.node()))
                                    .option("--claim", Typed.id(claim.id()))
                                    .asIs("--reason …")
                                    .typed());
                }
            }
        }
        texts.stream().limit(MOST).forEach(text -> page.line(text, Style.ALARM));
        page.more(texts.size() - MOST, "that keep a slot for as long");
    }
}
