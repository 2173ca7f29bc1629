package io.rebootmgr.simulation.cluster;

import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.Written;
import io.rebootmgr.simulation.consul.Change;
import io.rebootmgr.simulation.consul.ConsulModel;
import io.rebootmgr.simulation.consul.Observer;
import io.rebootmgr.simulation.consul.Replica;
import io.rebootmgr.simulation.history.Author;
import io.rebootmgr.simulation.history.Happening;
import io.rebootmgr.simulation.history.Witness;
import io.rebootmgr.simulation.time.Timeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The servers together: one state, with a leader or without, and their past as far as a server may lag. */
public final class Servers implements Observer {
    /** An election lost and won. */
    private static final Duration LEAST_ELECTION = Duration.ofSeconds(2);

    private static final Duration MOST_ELECTION = Duration.ofSeconds(15);
    /** So long an old leader may still be believed. */
    private static final Duration OLD_LEADER = Duration.ofSeconds(4);
    /** Nobody lags, or is cut off, longer than that. */
    static final Duration HORIZON = Duration.ofMinutes(4);

    private final Timeline timeline;
    private final Network network;
    private final Witness witness;
    private final ConsulModel model = new ConsulModel();
    private final Traffic traffic = new Traffic();
    private final SessionEnds sessions;
    private final Watchers watchers = new Watchers();
    private final Voters voters;
    private final List<Runnable> waiting = new ArrayList<>();
    private Author author = Author.CONSUL;
    private boolean led = true;
    private long oldLeader;
    private Duration oldLeaderUntil = Duration.ZERO;
    private long ids;

    public Servers(Timeline timeline, Network network, Witness witness) {
        this.timeline = timeline;
        this.network = network;
        this.witness = witness;
        this.sessions = new SessionEnds(timeline, network.dice().split(), this);
        this.voters = new Voters(timeline, witness);
        model.observe(this);
        forgetNowAndThen();
    }

    public ConsulModel model() {
        return model;
    }

    public Traffic traffic() {
        return traffic;
    }

    SessionEnds sessions() {
        return sessions;
    }

    Voters voters() {
        return voters;
    }

    Watchers watchers() {
        return watchers;
    }

    Network network() {
        return network;
    }

    Timeline timeline() {
        return timeline;
    }

    boolean hasLeader() {
        return led;
    }

    /** Never the same twice. */
    String newSession() {
        return "session-" + ++ids;
    }

    /** A session, which ends like any other that nobody renews; none for a node that is not in the catalog. */
    public boolean startSession(String id, String node, Duration ttl) {
        boolean created =
                model.sessions().create(id, node, ttl, Duration.ZERO, timeline.now()) instanceof Written.Applied;
        sessions.add(id);
        return created;
    }

    /** Writes as this author; the servers have a leader. */
    public Written write(Author by, List<Operation> operations) {
        return as(by, () -> model.write(operations, timeline.now()));
    }

    /** Does something to the state as this author. */
    <T> T as(Author by, Supplier<T> change) {
        long before = model.index();
        author = by;
        try {
            return change.get();
        } finally {
            author = Author.CONSUL;
            if (by.role() == Author.Role.AGENT) {
                traffic.raft(model.index() - before);
            }
        }
    }

    /** Does it now, or when there is a leader. */
    public void whenLed(Runnable change) {
        if (led) {
            change.run();
        } else {
            waiting.add(change);
        }
    }

    void saw(Happening what) {
        witness.saw(timeline.now(), what);
    }

    /** The leader is gone. Others are elected in a while, and do first what the old one had in its log. */
    public void loseLeader() {
        if (!led) {
            return;
        }
        led = false;
        oldLeader = model.index();
        Duration election = network.dice().between(LEAST_ELECTION, MOST_ELECTION);
        oldLeaderUntil = timeline.now().plus(network.dice().between(Duration.ZERO, election.plus(OLD_LEADER)));
        witness.saw(
                timeline.now(), new Happening.Note("the servers lose their leader for " + election.toMillis() + " ms"));
        timeline.after(election, this::elect);
    }

    private void elect() {
        led = true;
        model.newLeader(timeline.now());
        sessions.countAnew();
        witness.saw(timeline.now(), new Happening.Note("the servers have a leader"));
        List<Runnable> now = List.copyOf(waiting);
        waiting.clear();
        now.forEach(this::whenLed);
    }

    /** A server that lags so far behind. */
    Replica lagging(Duration lag) {
        Duration then = timeline.now().minus(lag);
        return model.asOf(model.index(then.isNegative() ? Duration.ZERO : then));
    }

    /** The word of whoever is taken for the leader: for some seconds that can be the old one. */
    Replica believedLeader() {
        boolean mayBeOld = timeline.now().compareTo(oldLeaderUntil) < 0;
        boolean old = mayBeOld && (!led || network.dice().chance(0.5));
        return old ? model.asOf(oldLeader) : model.latest();
    }

    /** Whether a default read finds somebody who takes himself for the leader. */
    boolean seemsLed() {
        return led || timeline.now().compareTo(oldLeaderUntil) < 0;
    }

    @Override
    public void applied(long index, Duration now, List<Change> changes) {
        witness.saw(now, new Happening.Applied(author, index, changes));
        watchers.changed(changes);
    }

    private void forgetNowAndThen() {
        timeline.after(Duration.ofMinutes(1), () -> {
            Duration before = timeline.now().minus(HORIZON);
            if (before.isPositive()) {
                model.forget(before);
            }
            forgetNowAndThen();
        });
    }
}
