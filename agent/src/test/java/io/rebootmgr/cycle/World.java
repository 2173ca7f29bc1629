package io.rebootmgr.cycle;

import io.rebootmgr.consul.Keys;
import io.rebootmgr.facts.Self;
import io.rebootmgr.host.Clock;
import io.rebootmgr.host.Host;
import io.rebootmgr.task.Stage;
import io.rebootmgr.task.TaskRunner;
import io.rebootmgr.trigger.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A node in memory, whose time passes only when somebody waits: what a fault test needs to repeat a reboot often. */
final class World implements Host, TaskRunner, Clock {
    private List<TriggerFile> triggerFiles = List.of();
    static final Duration GRACE = Duration.ofMinutes(15);

    final String node;
    final String group;
    final Keys keys;
    /** Tasks that succeeded and reboots, in order. */
    final List<String> done = new ArrayList<>();

    boolean goingDown;
    /** Whether it has tasks that change it. */
    boolean changes;

    /** How often is looked while a task runs, at intervals of ten seconds. */
    int looks = 1;

    String userspace = "";
    String userspaceSign = "";
    /** How often somebody asked for it. */
    int userspaceAsked;

    private String bootId = UUID.randomUUID().toString();
    private Duration elapsed = Duration.ZERO;
    private Duration booted = Duration.ofHours(-1);
    private byte @Nullable [] claimFile;

    World(String node, String group, Keys keys) {
        this.node = node;
        this.group = group;
        this.keys = keys;
    }

    Self self() {
        return new Self(node, group, keys, GRACE, () -> ZoneOffset.UTC, "test");
    }

    /** What was going down comes up; else time passes until the timer comes round for the next time but one. */
    void goOn() {
        if (goingDown) {
            goingDown = false;
            bootId = UUID.randomUUID().toString();
            booted = elapsed;
        } else {
            elapsed = elapsed.plus(GRACE);
        }
    }

    boolean hasClaimFile() {
        return claimFile != null;
    }

    @Override
    public Optional<Lock> lock() {
        return Optional.of(() -> {});
    }

    @Override
    public String bootId() {
        return bootId;
    }

    @Override
    public String userspace() {
        userspaceAsked++;
        return userspace;
    }

    @Override
    public String userspaceSign() {
        return userspaceSign;
    }

    @Override
    public Duration uptime() {
        return elapsed.minus(booted);
    }

    @Override
    public String kernel() {
        return "6.1.0";
    }

    @Override
    public List<TriggerFile> triggerFiles() {
        return triggerFiles;
    }

    /** These files ask for a reboot. */
    void triggers(List<Trigger> files) {
        triggerFiles = files.stream()
                .map(file -> {
                    String[] mark = file.mark().split(":", -1);
                    return new TriggerFile(
                            file.name(), Long.parseLong(mark[0]), Long.parseLong(mark[1]), file.reason());
                })
                .toList();
    }

    @Override
    public Optional<byte[]> loadClaim() {
        return Optional.ofNullable(claimFile);
    }

    @Override
    public void saveClaim(byte[] claim) {
        claimFile = claim.clone();
    }

    @Override
    public void deleteClaim() {
        claimFile = null;
    }

    @Override
    public Rebooted reboot() {
        goingDown = true;
        done.add("reboot");
        return new Rebooted.Issued();
    }

    @Override
    public Listing list(Stage stage) {
        boolean isMissing = stage == Stage.IMPACT || ((stage == Stage.HOT || stage == Stage.DRAINED) && !changes);
        return isMissing
                ? new Listing.Missing("/etc/rebootmgr/" + stage.directory())
                : new Listing.Found(List.of(new Task(stage, "task", "/task")), List.of());
    }

    @Override
    public End run(Task task, Map<String, String> environment, Duration timeout, Watch watch) {
        for (int look = 1; look <= looks; look++) {
            Optional<String> why = watch.look();
            if (why.isPresent()) {
                return new End.Ended(why.get(), Duration.ZERO);
            }
            elapsed = look < looks ? elapsed.plusSeconds(10) : elapsed;
        }
        if (task.stage() != Stage.GATE) {
            done.add(task.stage().label());
        }
        return new End.Exited(0, Duration.ZERO);
    }

    @Override
    public Instant now() {
        return Instant.parse("2026-01-01T00:00:00Z").plus(elapsed);
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
}
