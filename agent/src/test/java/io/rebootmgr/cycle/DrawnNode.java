package io.rebootmgr.cycle;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.change.RolloutChange;
import io.rebootmgr.consul.ClaimList;
import io.rebootmgr.consul.Consul;
import io.rebootmgr.detect.Detected;
import io.rebootmgr.detect.Detection;
import io.rebootmgr.detect.Said;
import io.rebootmgr.json.OtherFields;
import io.rebootmgr.lease.Lease;
import io.rebootmgr.lease.Purpose;
import io.rebootmgr.logbook.Entry;
import io.rebootmgr.logbook.History;
import io.rebootmgr.logbook.NodeStatus;
import io.rebootmgr.logbook.NodeStatus.Last;
import io.rebootmgr.logbook.NodeStatus.Parked;
import io.rebootmgr.logbook.NodeStatus.State;
import io.rebootmgr.rollout.ChosenTasks;
import io.rebootmgr.rollout.NodeResult;
import io.rebootmgr.rollout.Order;
import io.rebootmgr.rollout.Rollout;
import io.rebootmgr.rollout.Rollouts;
import io.rebootmgr.rollout.Wave;
import io.rebootmgr.slot.Claim;
import io.rebootmgr.slot.ClaimState;
import io.rebootmgr.slot.Out;
import io.rebootmgr.slot.Slots;
import io.rebootmgr.task.Stage;
import io.rebootmgr.trigger.Trigger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A node and its Consul in a situation that a seed draws. */
final class DrawnNode extends WatchedNode {
    private final SplittableRandom dice;

    DrawnNode(int seed) {
        dice = new SplittableRandom(seed * 7919L + 17);
        consul.agentIs("web1");
        drawPolicy();
        drawStop();
        drawGroup(new SplittableRandom(seed * 7919L + 24));
        drawClaim();
        drawTriggers();
        drawOthers();
        drawStatus();
        drawNode();
        drawHolding(new SplittableRandom(seed * 7919L + 18));
        drawGate();
        drawDetectors();
        drawChange(new SplittableRandom(seed * 7919L + 19));
        drawLease(new SplittableRandom(seed * 7919L + 20));
        drawUnasked(new SplittableRandom(seed * 7919L + 21));
        drawRollout(new SplittableRandom(seed * 7919L + 22));
        drawHot(new SplittableRandom(seed * 7919L + 23));
    }

    private boolean happens(int percent, String what) {
        boolean does = dice.nextInt(100) < percent;
        if (does) {
            drawn.add(what);
        }
        return does;
    }

    private void drawPolicy() {
        if (happens(4, "no policy")) {
            return;
        }
        String policy = "{\"settle\":\"0s\",\"limit\":" + (1 + dice.nextInt(2));
        if (happens(4, "invalid policy")) {
            policy += ",\"limitt\":1";
        } else if (happens(5, "disabled")) {
            policy += ",\"enabled\":false";
        } else if (happens(5, "window closed")) {
            policy += ",\"windows\":[{\"days\":[\"mon\"],\"start\":\"22:00\",\"length\":\"1h\"}]";
        }
        consul.put(KEYS.config(), policy + "}");
    }

    private void drawStop() {
        if (happens(6, "stop")) {
            consul.put(
                    List.of(KEYS.stop(), KEYS.groupStop("web"), KEYS.nodeStop("web1"))
                            .get(dice.nextInt(3)),
                    "incident");
        }
    }

    /** With dice of its own, so that it changes none of the situations but by what it adds. */
    private void drawHolding(SplittableRandom its) {
        if (its.nextInt(100) < 8) {
            drawn.add("pause");
            consul.put(
                    List.of(KEYS.pause(), KEYS.groupPause("web"), KEYS.nodePause("web1"))
                            .get(its.nextInt(3)),
                    List.of("wait", "{\"until\":\"2020-01-01T00:00:00Z\"}", "{\"until\":\"2099-01-01T00:00:00Z\"}")
                            .get(its.nextInt(3)));
        }
        if (its.nextInt(100) < 5) {
            drawn.add("denied, and perhaps allowed as well");
            consul.put(
                    KEYS.groupConfig("web"),
                    "{\"deny\":\"web[1-3]\"" + (its.nextInt(3) == 0 ? ",\"allow\":\"@web\"}" : "}"));
        }
    }

    /** Its settings may have named another one when it claimed; with dice of its own, too. */
    private void drawGroup(SplittableRandom its) {
        if (its.nextInt(100) < 12) {
            drawn.add("claims of another group");
            claimGroup = "db";
            if (its.nextInt(4) == 0) {
                drawn.add("which is stopped");
                consul.put(KEYS.groupStop("db"), "incident");
            }
        }
    }

    private void drawClaim() {
        String boot = happens(50, "another boot") ? "boot-before" : BOOT;
        List<Claim> claims = new ArrayList<>();
        List<Claim> own = claimGroup.equals("web") ? claims : new ArrayList<>();
        if (happens(45, "a claim in the list")) {
            ClaimState state = List.of(
                            ClaimState.PREPARING,
                            ClaimState.CHANGING,
                            ClaimState.REBOOTING,
                            ClaimState.REBOOTING,
                            ClaimState.REBOOTING,
                            ClaimState.RETURNING)
                    .get(dice.nextInt(6));
            drawn.add(state.label());
            change = happens(30, "for a drain") ? ChangeKind.DRAIN : ChangeKind.REBOOT;
            Claim claim =
                    new Claim("c1", "web1", state, boot, "s1", NOW.minusSeconds(1800), "update", List.of()).of(change);
            own.add(claim);
            if (state == ClaimState.PREPARING) {
                if (happens(60, "its lock")) {
                    consul.lock(KEYS.preparing(claimGroup, "web1"), "s1");
                }
            } else if (happens(75, "its own word")) {
                put(KEYS.out(claimGroup, "web1"), new Out(claim, Duration.ofHours(1), "").bytes());
            } else if (happens(10, "its own word, garbled")) {
                consul.put(KEYS.out(claimGroup, "web1"), "garbage");
            }
        }
        if (happens(25, "another's claim")) {
            Claim other =
                    new Claim("o1", "web9", ClaimState.REBOOTING, "b", "", NOW.minusSeconds(60), "update", List.of());
            claims.add(dice.nextInt(claims.size() + 1), other);
            put(KEYS.out("web", "web9"), new Out(other, Duration.ofHours(1), "").bytes());
        }
        if (happens(3, "a list that cannot be read")) {
            consul.put(KEYS.slots("web"), "garbage");
        } else if (!claims.isEmpty()) {
            put(KEYS.slots("web"), new Slots(claims).bytes());
        }
        if (!claimGroup.equals("web") && !own.isEmpty()) {
            put(KEYS.slots(claimGroup), new Slots(own).bytes());
        }
        if (happens(45, "a claim file")) {
            claimFile = file(boot);
        }
    }

    private byte[] file(String boot) {
        if (happens(5, "garbled")) {
            return "garbage".getBytes(StandardCharsets.UTF_8);
        }
        List<LocalClaim.Step> steps = List.copyOf(EnumSet.allOf(LocalClaim.Step.class));
        LocalClaim.Step step = steps.get(dice.nextInt(steps.size()));
        String id = happens(10, "of an older claim") ? "c0" : "c1";
        drawn.add("at " + step);
        LocalClaim.Commit commit = new LocalClaim.Commit(
                happens(30, "just committed") ? Duration.ofHours(10) : Duration.ofHours(1),
                "",
                happens(40, "told that it is overdue"),
                happens(15, "its command failed"),
                !happens(25, "no command given yet"));
        return LocalClaimJson.bytes(new LocalClaim(
                        id,
                        claimGroup,
                        step,
                        boot,
                        "s1",
                        "update",
                        dice.nextBoolean(),
                        List.of(),
                        commit,
                        Entry.begun(id, "web1", claimGroup, "update", List.of(), NOW.minusSeconds(1800)))
                .of(change));
    }

    /** With dice of its own, too. */
    private void drawChange(SplittableRandom its) {
        if (its.nextInt(100) < 60) {
            drawn.add("tasks that change it");
            changes = its.nextInt(10) == 0
                    ? new Listing.Refused("10-change can be written by others")
                    : new Listing.Found(
                            List.of(new Task(Stage.DRAINED, "10-change", "/etc/rebootmgr/drained_tasks/10-change")),
                            List.of());
        }
        if (its.nextInt(100) < 15) {
            String kind = List.of("drain", "reboot").get(its.nextInt(2));
            drawn.add("a key asks for a " + kind);
            consul.put(KEYS.changeRequired("web1"), "{\"kind\":\"" + kind + "\"}");
        }
    }

    /** With dice of its own, too. */
    private void drawLease(SplittableRandom its) {
        if (its.nextInt(100) >= 12) {
            return;
        }
        drawn.add("a lease");
        canPowerOff = its.nextInt(3) > 0;
        knowsLease = its.nextInt(4) == 0;
        if (its.nextInt(6) == 0) {
            consul.put(KEYS.lease("web1"), "bob is at it");
            return;
        }
        Purpose purpose = its.nextInt(3) > 0 ? Purpose.POWER_OFF : Purpose.MAINTENANCE;
        Instant since = NOW.minus(Duration.ofHours(its.nextInt(3) > 0 ? 20 : 1));
        String boot = its.nextInt(4) == 0 ? BOOT : "boot-before";
        drawn.add(purpose + " since " + since + " on " + boot + (canPowerOff ? ", with a command" : ""));
        put(
                KEYS.lease("web1"),
                new Lease("l1", "bob", purpose.label(), "disk", since, Optional.empty(), Optional.of(boot)).bytes());
    }

    private void drawTriggers() {
        if (happens(45, "a file asks")) {
            files.add(new TriggerFile("/run/reboot_required", 7, 1_000, "update"));
        }
        if (happens(20, "a key asks")) {
            consul.put(KEYS.rebootRequired("web1"), "requested");
        }
    }

    private void drawOthers() {
        consul.member("web1", "alive").member("web9", happens(6, "a member failed") ? "failed" : "alive");
        if (happens(50, "a service")) {
            consul.service("web", "rebootmgr", "min_passing=1")
                    .instance("web1", "web", happens(15, "that fails here") ? "refused" : "")
                    .instance("web9", "web", happens(15, "that fails elsewhere") ? "refused" : "");
        }
        if (happens(4, "an agent of another name")) {
            consul.agentIs("web01");
        }
        if (happens(12, "maintenance of a claim")) {
            consul.inMaintenance("rebootmgr c1: update");
            if (happens(50, "told of in the logbook")) {
                Entry entry = Entry.begun("c1", "web1", "web", "update", List.of(), NOW.minusSeconds(1800));
                put(KEYS.history("web1"), new History(List.of(entry)).bytes());
            }
        }
    }

    private void drawStatus() {
        if (happens(4, "a status that cannot be read")) {
            consul.put(KEYS.status("web1"), "garbage");
            return;
        }
        if (!happens(60, "a status")) {
            return;
        }
        State state = List.of(State.IDLE, State.HELD, State.PREPARING, State.REBOOTING, State.RETURNING, State.FAILED)
                .get(dice.nextInt(6));
        drawn.add("of " + state);
        List<Parked> parked = new ArrayList<>();
        if (happens(15, "parked")) {
            Trigger.present(this, consul.read(Consul.Consistency.STALE, List.of("p")), KEYS, "web", "web1")
                    .forEach(trigger -> parked.add(new Parked(trigger.name(), trigger.mark())));
        }
        int failures = happens(8, "failed often") ? 5 : 0;
        put(
                KEYS.status("web1"),
                new NodeStatus(
                                "web",
                                state,
                                "6.1",
                                dice.nextBoolean() ? BOOT : "boot-before",
                                "test",
                                failures,
                                Optional.of(new Last(state == State.HELD ? 4 : 0, "why", NOW)),
                                parked)
                        .bytes());
    }

    private void drawNode() {
        if (happens(4, "a state directory that cannot be written")) {
            claimObstacle = Optional.of("read-only");
        }
        if (happens(4, "no post_boot directory")) {
            postBoot = new Listing.Missing("/etc/rebootmgr/post_boot_tasks");
        } else if (happens(4, "a post_boot task that is refused")) {
            postBoot = new Listing.Refused("10-undrain can be written by others");
        }
    }

    private void drawGate() {
        if (happens(20, "a gate program")) {
            gate = Optional.of(
                    happens(20, "that holds")
                            ? new End.Exited(75, Duration.ofSeconds(1), "", "not now")
                            : happens(20, "that hangs")
                                    ? new End.TimedOut(Duration.ofSeconds(30), "")
                                    : new End.Exited(0, Duration.ZERO));
        }
    }

    private void drawDetectors() {
        if (happens(25, "a detector")) {
            Said said = List.of(Said.GOOD, Said.HOT, Said.REBOOT, Said.REBOOT, Said.ERROR)
                    .get(dice.nextInt(5));
            drawn.add("that says " + said);
            new Detected(
                            Detected.When.now(this),
                            "1-detector",
                            "",
                            "",
                            Duration.ofHours(1),
                            List.of(new Detection("10-one", said, "why", 0, Duration.ZERO, new TreeMap<>())))
                    .save(this);
        }
    }

    /** With dice of its own, too. */
    private void drawUnasked(SplittableRandom its) {
        if (its.nextInt(100) < 10) {
            drawn.add("detectors that were not asked in this boot");
            unasked = true;
            detected = null;
        }
    }

    /** With dice of its own, too. */
    private void drawRollout(SplittableRandom its) {
        if (its.nextInt(100) >= 15) {
            return;
        }
        boolean comesLast = its.nextBoolean();
        List<Wave> waves = Stream.of("canaries", "rest")
                .map(name -> new Wave(name, Duration.ofMinutes(30), Optional.empty(), 1, OtherFields.NONE))
                .toList();
        Order order = new Order(
                "r1",
                "v2",
                List.of(RolloutChange.HOT, RolloutChange.DRAIN, RolloutChange.REBOOT)
                        .get(its.nextInt(3)),
                Set.of("web"),
                waves,
                0,
                ChosenTasks.ALL,
                "alice",
                "release",
                NOW);
        drawn.add("a rollout, " + order.change() + (comesLast ? ", in its closed wave" : ", in its open wave"));
        String rollouts = new String(Rollouts.NONE.with(Rollout.started(order)).bytes(), StandardCharsets.UTF_8);
        consul.put(KEYS.rollouts(), rollouts);
        String one = rollouts.substring(rollouts.indexOf('[') + 1, rollouts.lastIndexOf(']'));
        consul.put(KEYS.rolloutOrder("r1"), "{\"order\":" + one + "}");
        put(
                KEYS.rolloutNode("web1"),
                NodeResult.waiting("r1", comesLast ? "rest" : "canaries", NOW).bytes());
    }

    /** What a change in service leaves; with dice of its own, too. */
    private void drawHot(SplittableRandom its) {
        if (its.nextInt(100) >= 6) {
            return;
        }
        LocalClaim.Step step = List.of(LocalClaim.Step.CLAIMING, LocalClaim.Step.PREPARING, LocalClaim.Step.SERVED)
                .get(its.nextInt(3));
        drawn.add("a change in service at " + step);
        claimFile = LocalClaimJson.bytes(new LocalClaim(
                        "h1",
                        "web",
                        step,
                        BOOT,
                        "s1",
                        "update",
                        false,
                        List.of(),
                        LocalClaim.Commit.NONE,
                        Entry.begun("h1", "web1", "web", "update", List.of(), NOW.minusSeconds(1800)))
                .of(ChangeKind.HOT));
        if (its.nextInt(4) > 0) {
            Claim claim = new Claim(
                            "h1", "web1", ClaimState.PREPARING, BOOT, "s1", NOW.minusSeconds(1800), "update", List.of())
                    .of(ChangeKind.HOT);
            put(KEYS.of(ClaimList.HOT).slots("web"), new Slots(List.of(claim)).bytes());
        }
    }
}
