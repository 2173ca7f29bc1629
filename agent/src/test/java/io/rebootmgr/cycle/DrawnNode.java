package io.rebootmgr.cycle;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.change.RolloutChange;
import io.rebootmgr.consul.ClaimList;
import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.Written;
import io.rebootmgr.detect.Detected;
import io.rebootmgr.detect.Detection;
import io.rebootmgr.detect.Said;
import io.rebootmgr.facts.Self;
import io.rebootmgr.golden.StillConsul;
import io.rebootmgr.host.Clock;
import io.rebootmgr.host.Host;
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
import io.rebootmgr.task.TaskRunner;
import io.rebootmgr.trigger.Trigger;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A node and its Consul in a situation that a seed draws, up to the first thing that somebody does to either. */
final class DrawnNode implements Host, TaskRunner, Clock {
    static final Keys KEYS = new Keys("p");
    static final Self SELF = new Self("web1", "web", KEYS, Duration.ofMinutes(15), () -> ZoneOffset.UTC, "test");

    private static final Instant NOW = Instant.parse("2026-01-30T12:00:00Z");
    private static final String BOOT = "boot-now";

    /** What a run can do first. */
    enum FirstAct {
        DISOWN,
        UNDO,
        POWER_OFF,
        ASK,
        CLAIM,
        GO_ON,
        TRY_AGAIN,
        RETURN
    }

    /** Nothing that follows is of interest. */
    static final class Acted extends Error {
        private static final long serialVersionUID = 1L;
    }

    private final SplittableRandom dice;
    private final StillConsul consul = new StillConsul();
    private final List<String> drawn = new ArrayList<>();
    private final List<TriggerFile> files = new ArrayList<>();
    private Optional<FirstAct> first = Optional.empty();
    private byte @Nullable [] claimFile;
    private byte @Nullable [] detected;
    private Optional<String> claimObstacle = Optional.empty();
    private Optional<End> gate = Optional.empty();
    private Listing postBoot = new Listing.Found(List.of(), List.of());
    private Listing changes = new Listing.Missing("/etc/rebootmgr/drained_tasks");
    private ChangeKind change = ChangeKind.REBOOT;
    private String claimGroup = "web";
    private boolean unasked;
    private boolean asked;
    private boolean canPowerOff;
    private boolean knowsLease;
    private Duration elapsed = Duration.ZERO;

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

    @Override
    public boolean canPowerOff() {
        return canPowerOff;
    }

    @Override
    public boolean knowsLease(String lease) {
        return knowsLease;
    }

    @Override
    public boolean noteLease(String lease) {
        return true;
    }

    @Override
    public Rebooted powerOff() {
        throw acts(FirstAct.POWER_OFF);
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

    @Override
    public Optional<String> detectors() {
        return detected == null && !unasked ? Optional.empty() : Optional.of("1-detector");
    }

    /** Whether its detectors were asked. */
    boolean asked() {
        return asked;
    }

    @Override
    public Optional<byte[]> loadDetected() {
        return Optional.ofNullable(detected);
    }

    @Override
    public void saveDetected(byte[] said) {
        detected = said;
    }

    private void put(String key, byte[] value) {
        consul.put(key, new String(value, StandardCharsets.UTF_8));
    }

    Ports ports() {
        return new Ports(watched(), this, this, this, () -> "new");
    }

    Optional<FirstAct> first() {
        return first;
    }

    /** What a check or a dry run says that a run does first. */
    static Optional<FirstAct> actOf(String said) {
        if (said.startsWith("would remove a claim")) {
            return Optional.of(FirstAct.DISOWN);
        } else if (said.startsWith("would switch this node off")) {
            return Optional.of(FirstAct.POWER_OFF);
        } else if (said.startsWith("would ask the detectors")) {
            return Optional.of(FirstAct.ASK);
        } else if (said.startsWith("would undo") || said.startsWith("would give the slot back")) {
            return Optional.of(FirstAct.UNDO);
        } else if (said.startsWith("would reboot now")
                || said.startsWith("would drain and change")
                || said.startsWith("would change")) {
            return Optional.of(FirstAct.CLAIM);
        } else if (said.startsWith("would go on to its reboot")) {
            return Optional.of(FirstAct.TRY_AGAIN);
        } else if (said.startsWith("would go on")) {
            return Optional.of(FirstAct.GO_ON);
        } else if (said.startsWith("would try again")) {
            return Optional.of(FirstAct.TRY_AGAIN);
        } else if (said.startsWith("would give its hot slot back")) {
            return Optional.of(FirstAct.RETURN);
        } else if (said.startsWith("back") || said.startsWith("changed") || said.startsWith("would return")) {
            return Optional.of(FirstAct.RETURN);
        }
        return Optional.empty();
    }

    private Acted acts(FirstAct act) {
        first = first.or(() -> Optional.of(act));
        return new Acted();
    }

    /** Consul as it was drawn: what a node tells of itself is lost, and the first change of a claim is the end. */
    private Consul watched() {
        return (Consul) Proxy.newProxyInstance(
                Consul.class.getClassLoader(), new Class<?>[] {Consul.class}, (self, method, arguments) -> {
                    switch (method.getName()) {
                        case "write" -> {
                            List<?> operations = (List<?>) arguments[0];
                            for (Object operation : operations) {
                                if (operation instanceof Operation.PutIf put
                                        && (put.key().equals(KEYS.slots("web"))
                                                || put.key().equals(KEYS.slots("db")))) {
                                    String slots = new String(put.value(), StandardCharsets.UTF_8);
                                    throw acts(slots.contains("\"id\":\"c1\"") ? FirstAct.RETURN : FirstAct.DISOWN);
                                } else if (operation instanceof Operation.PutIf put
                                        && put.key()
                                                .equals(KEYS.of(ClaimList.HOT).slots("web"))) {
                                    throw acts(claimFile == null ? FirstAct.DISOWN : FirstAct.RETURN);
                                }
                            }
                            return new Written.Applied();
                        }
                        case "enableMaintenance", "disableMaintenance" -> throw acts(FirstAct.GO_ON);
                        case "createSession" -> throw acts(FirstAct.CLAIM);
                        case "renewSession" -> {
                            return true;
                        }
                        default -> {
                            try {
                                return method.invoke(consul, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        }
                    }
                });
    }

    @Override
    public void saveClaim(byte[] claim) {
        String text = new String(claim, StandardCharsets.UTF_8);
        if (text.contains("\"step\":\"claiming\"")) {
            throw acts(FirstAct.CLAIM);
        } else if (text.contains("\"step\":\"giving_up\"")) {
            throw acts(FirstAct.UNDO);
        }
    }

    @Override
    public void doing(String what) {
        if (what.startsWith("changing")) {
            throw acts(FirstAct.GO_ON);
        } else if (what.startsWith("about to reboot")) {
            throw acts(FirstAct.TRY_AGAIN);
        } else if (what.startsWith("back")) {
            throw acts(FirstAct.RETURN);
        }
    }

    @Override
    public Listing list(Stage stage) {
        if (stage == Stage.GATE) {
            return gate.isEmpty()
                    ? new Listing.Missing("/etc/rebootmgr/gates.d")
                    : new Listing.Found(
                            List.of(new Task(stage, "10-gate", "/etc/rebootmgr/gates.d/10-gate")), List.of());
        }
        return switch (stage) {
            case POST_BOOT -> postBoot;
            case HOT, DRAINED -> changes;
            case DETECT ->
                unasked
                        ? new Listing.Found(
                                List.of(new Task(stage, "10-one", "/etc/rebootmgr/detectors.d/10-one")), List.of())
                        : new Listing.Missing("/etc/rebootmgr/" + stage.directory());
            case FINALIZE, IMPACT -> new Listing.Missing("/etc/rebootmgr/" + stage.directory());
            case PRE_BOOT, ABORT, GATE -> new Listing.Found(List.of(), List.of());
        };
    }

    @Override
    public End run(Task task, Map<String, String> environment, Duration timeout, Watch watch) {
        if (task.stage() == Stage.GATE) {
            return gate.orElseThrow();
        }
        if (task.stage() == Stage.DETECT) {
            asked = true;
            return new End.Exited(0, Duration.ZERO);
        }
        if (environment.containsKey("REBOOTMGR_DRY_RUN")) {
            return new End.Exited(0, Duration.ZERO);
        }
        throw new AssertionError("a task is run before anything is done");
    }

    @Override
    public Rebooted reboot() {
        throw acts(FirstAct.TRY_AGAIN);
    }

    @Override
    public Optional<Lock> lock() {
        return Optional.of(() -> {});
    }

    @Override
    public String bootId() {
        return BOOT;
    }

    @Override
    public Duration uptime() {
        return Duration.ofHours(10).plus(elapsed);
    }

    @Override
    public String kernel() {
        return "6.1";
    }

    @Override
    public List<TriggerFile> triggerFiles() {
        return files;
    }

    @Override
    public Optional<byte[]> loadClaim() {
        return Optional.ofNullable(claimFile);
    }

    @Override
    public void deleteClaim() {
        claimFile = null;
    }

    @Override
    public Optional<String> claimObstacle() {
        return claimObstacle;
    }

    @Override
    public Instant now() {
        return NOW.plus(elapsed);
    }

    @Override
    public Duration elapsed() {
        return elapsed;
    }

    @Override
    public void sleep(Duration duration) {
        elapsed = elapsed.plus(duration);
    }

    @Override
    public void checkTerminated() {
        // Nobody sends signals here.
    }

    @Override
    public String toString() {
        return String.join(", ", drawn);
    }
}
