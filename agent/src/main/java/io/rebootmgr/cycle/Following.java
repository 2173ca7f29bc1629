package io.rebootmgr.cycle;

import io.rebootmgr.consul.Consul.Consistency;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.consul.Written;
import io.rebootmgr.event.Event;
import io.rebootmgr.event.Event.RolloutNews;
import io.rebootmgr.facts.Facts;
import io.rebootmgr.facts.Self;
import io.rebootmgr.fleet.RolloutDraft;
import io.rebootmgr.fleet.RolloutRequest;
import io.rebootmgr.fleet.Survey;
import io.rebootmgr.json.MalformedJson;
import io.rebootmgr.policy.Follow;
import io.rebootmgr.rollout.ChosenTasks;
import io.rebootmgr.rollout.Followed;
import io.rebootmgr.rollout.Published;
import io.rebootmgr.rollout.Rollout;
import io.rebootmgr.rollout.RolloutWrite;
import io.rebootmgr.rollout.Starting;
import io.rebootmgr.rollout.Versions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A group whose policy follows the published versions rolls the newest one out by itself: one of its nodes starts that,
 * as the policy's {@code rollout} says. Which one is decided in the key {@link Followed}, by compare-and-set: whoever
 * takes the version over there starts it, and the start is tied to that, so there is one. A node that dies on the way
 * is overtaken after a while.
 */
final class Following {
    private static final Logger LOG = LoggerFactory.getLogger(Following.class);

    private final Ports ports;
    private final Self self;
    private final Keys keys;
    private final Follow follow;

    private Following(Ports ports, Self self, Follow follow) {
        this.ports = ports;
        this.self = self;
        this.keys = self.keys();
        this.follow = follow;
    }

    /** Looks, and starts what is due. It neither changes how the run ends nor fails it. */
    static void look(Ports ports, Facts seen, Follow follow) {
        Self self = seen.self();
        ports.doing("looking whether a version is to be rolled out");
        try {
            new Following(ports, self, follow).begin();
        } catch (ConsulException e) {
            if (e.kind() == ConsulException.Kind.FORBIDDEN) {
                LOG.warn("no version is rolled out, though the group follows: {}", e.reason());
            } else {
                LOG.info("no version is rolled out by this run: {}", e.reason());
            }
        } catch (MalformedJson e) {
            LOG.warn(
                    "no version is rolled out: what stands in {} or beside it {}",
                    self.keys().versions(),
                    e.reason());
        }
    }

    private void begin() throws MalformedJson {
        String key = keys.followed(self.group());
        List<String> prefixes = new ArrayList<>(
                List.of(keys.versions(), keys.published(), keys.rollouts(), keys.rolloutRecords(), key));
        prefixes.addAll(Facts.stopKeys(self));
        View view = ports.consul().read(Consistency.CONSISTENT, prefixes);
        if (Facts.isStopped(view, self)) {
            return;
        }
        Published.wrong(view, keys)
                .ifPresent(why -> LOG.warn(
                        "the key {} {}: groups that follow go by {} until the next version is published or retracted,"
                                + " which writes it anew",
                        keys.published(),
                        why,
                        keys.versions()));
        Versions versions = Versions.in(view, keys);
        Optional<String> newest = versions.newest(follow);
        Instant now = ports.clock().now();
        if (newest.isEmpty() || !Followed.in(view, keys, self.group()).isToBegin(newest.get(), now)) {
            return;
        }
        String version = newest.get();
        if (Starting.obstacle(view, keys, List.of(self.group())).isPresent()) {
            return;
        }
        Followed.wrong(view, keys, self.group())
                .ifPresent(why -> LOG.warn("the key {} {}: it is written anew", key, why));
        boolean had = versions.named(version)
                        .filter(one -> one.aborted().contains(self.group()))
                        .isPresent()
                || RolloutWrite.records(view, keys).stream()
                        .map(record -> record.rollout().order())
                        .anyMatch(order -> order.groups().contains(self.group())
                                && order.version().equals(version));
        Followed next = had ? Followed.over(version, self.node(), now) : Followed.begun(version, self.node(), now);
        Written written = ports.consul()
                .write(List.of(new Operation.PutIf(key, next.bytes(view, keys, self.group()), view.index(key))));
        if (written instanceof Written.Applied && !had) {
            try {
                start(version, now);
            } catch (ConsulException e) {
                if (e.kind() == ConsulException.Kind.FORBIDDEN) {
                    giveBack(version, now, view);
                }
                throw e;
            }
        }
    }

    /** Who may not start it leaves it to another node, and not for half an hour to nobody. */
    private void giveBack(String version, Instant now, View before) {
        String key = keys.followed(self.group());
        View view = ports.consul().read(Consistency.CONSISTENT, List.of(key));
        if (Followed.in(view, keys, self.group()).isBy(self.node(), version, now)) {
            Operation back = before.get(key)
                    .<Operation>map(entry -> new Operation.PutIf(key, entry.value(), view.index(key)))
                    .orElseGet(() -> new Operation.DeleteIf(key, view.index(key)));
            ports.consul().write(List.of(back));
        }
    }

    private void start(String version, Instant now) {
        String key = keys.followed(self.group());
        View view = ports.consul().read(Consistency.CONSISTENT, List.of(key));
        Followed own = Followed.in(view, keys, self.group());
        if (!own.isBy(self.node(), version, now)) {
            return;
        }
        RolloutRequest asked = new RolloutRequest(
                ports.ids().get(),
                version,
                Optional.empty(),
                List.of(self.group()),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                ChosenTasks.ALL,
                "policy follow@" + self.node(),
                "group " + self.group() + " follows " + follow.label() + " versions",
                now);
        switch (RolloutDraft.of(Survey.of(ports.consul(), keys), asked)) {
            case RolloutDraft.Result.Refused(var code, List<String> problems) ->
                LOG.warn(
                        "version {} is not rolled out in group {}: {}",
                        version,
                        self.group(),
                        String.join("; ", problems));
            case RolloutDraft.Result.Drafted(RolloutDraft draft) -> {
                Operation tied = new Operation.PutIf(
                        key, Followed.over(version, self.node(), now).bytes(view, keys, self.group()), view.index(key));
                Starting.Result result =
                        Starting.start(ports.consul(), keys, draft.order(), draft.nodes(), ports.clock()::sleep, tied);
                if (result instanceof Starting.Result.Started(Rollout rollout)) {
                    LOG.info("started rollout {} of version {}: {}", rollout.id(), version, asked.reason());
                    ports.listener().happened(new Event.OfRollout(RolloutNews.ROLLOUT_STARTED, rollout, self.node()));
                } else {
                    LOG.warn("version {} is not rolled out in group {} by this run: {}", version, self.group(), result);
                }
            }
        }
    }
}
