package io.rebootmgr.cycle;

import io.rebootmgr.change.ChangeKind;
import io.rebootmgr.consul.ClaimList;
import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.Written;
import io.rebootmgr.facts.Self;
import io.rebootmgr.golden.StillConsul;
import io.rebootmgr.host.Clock;
import io.rebootmgr.host.Host;
import io.rebootmgr.task.Stage;
import io.rebootmgr.task.TaskRunner;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A node and its Consul in some situation, which a run does not change: the first thing that it does to either is
 * noted, and is its end.
 */
abstract class WatchedNode implements Host, TaskRunner, Clock {
    static final Keys KEYS = new Keys("p");
    static final Self SELF = new Self("web1", "web", KEYS, Duration.ofMinutes(15), () -> ZoneOffset.UTC, "test");

    static final Instant NOW = Instant.parse("2026-01-30T12:00:00Z");
    static final String BOOT = "boot-now";

    /** Nothing that follows is of interest. */
    static final class Acted extends Error {
        private static final long serialVersionUID = 1L;
    }

    final StillConsul consul = new StillConsul();
    final List<String> drawn = new ArrayList<>();
    final List<TriggerFile> files = new ArrayList<>();
    private Optional<FirstAct> first = Optional.empty();
    byte @Nullable [] claimFile;
    byte @Nullable [] detected;
    Optional<String> claimObstacle = Optional.empty();
    Optional<End> gate = Optional.empty();
    Listing postBoot = new Listing.Found(List.of(), List.of());
    Listing changes = new Listing.Missing("/etc/rebootmgr/drained_tasks");
    ChangeKind change = ChangeKind.REBOOT;
    String claimGroup = "web";
    boolean unasked;
    private boolean asked;
    boolean canPowerOff;
    boolean knowsLease;
    private Duration elapsed = Duration.ZERO;

    final void put(String key, byte[] value) {
        consul.put(key, new String(value, StandardCharsets.UTF_8));
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

    Ports ports() {
        return new Ports(watched(), this, this, this, () -> "new");
    }

    Optional<FirstAct> first() {
        return first;
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
